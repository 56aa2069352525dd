/* config: file, environment and arguments in this order, and one sentence for each mistake. */
#include "proto/runtime/config.h"

#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/cmocka.h"

typedef struct options {
    const char *bind, *data;
    int64_t beat_ms;
    bool curve;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, bind, "ipc://hall.sock", "Address."),
    SETTING_TEXT(options, data, NULL, "Folder."),
    SETTING_NUMBER(options, beat_ms, "1000", 10, 60000, "Time between heartbeats."),
    SETTING_FLAG(options, curve, "no", "Encrypt."),
};
static const program self = {"hall-test", "测试", "a test", SETTINGS(settings), NULL, NULL};
static options opt;
static char said[500];

/* Runs config_load with the arguments and gives back what it said on stderr. */
static int load(char **arguments) {
    int argc = 0, saved = dup(2);
    char *argv[16] = {"hall-test"};
    FILE *file = tmpfile();
    while (arguments[argc]) {
        argv[argc + 1] = arguments[argc];
        argc++;
    }
    dup2(fileno(file), 2);
    int result = config_load(&self, argc + 1, argv, &opt);
    dup2(saved, 2);
    close(saved);
    rewind(file);
    said[fread(said, 1, 499, file)] = 0;
    fclose(file);
    return result;
}

#define LOAD(...) load((char *[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

static char path[] = "/tmp/hall-config-XXXXXX";
static char config_argument[64];

static void write_file(const char *text) {
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static int begin(void **state) {
    (void) state;
    close(mkstemp(path));
    snprintf(config_argument, sizeof config_argument, "--config=%s", path);
    return 0;
}

static int end(void **state) {
    (void) state;
    config_free(&self, &opt);
    return unlink(path);
}

static void defaults_then_file_then_environment_then_arguments(void **state) {
    (void) state;
    write_file("# 中文注释\n\nbind = tcp://file\ndata = /file\nbeat-ms = 20\r\ncurve = yes\n");
    assert_int_equal(LOAD(config_argument), -1);
    assert_string_equal(opt.bind, "tcp://file");
    assert_int_equal(opt.beat_ms, 20);
    assert_true(opt.curve);
    setenv("HALL_BEAT_MS", "30", 1);
    assert_int_equal(LOAD(config_argument, "--bind=tcp://argument"), -1);
    unsetenv("HALL_BEAT_MS");
    assert_int_equal(opt.beat_ms, 30);
    assert_string_equal(opt.bind, "tcp://argument");
    assert_string_equal(opt.data, "/file");
}

static void mistakes_in_the_file_name_the_line(void **state) {
    (void) state;
    write_file("data = /x\n\nbaet_ms = 5\n");
    assert_int_equal(LOAD(config_argument), 78);
    assert_non_null(strstr(said, ":3: there is no setting \"baet_ms\""));
    write_file("data = /x\nbeat_ms = 5\n");
    assert_int_equal(LOAD(config_argument), 78);
    assert_non_null(strstr(said, ":2: beat_ms must be a whole number from 10 to 60000, not \"5\""));
    write_file("data = /x\ndata = /y\n");
    assert_int_equal(LOAD(config_argument), 78);
    assert_non_null(strstr(said, ":2: data is set twice"));
    write_file("data\n");
    assert_int_equal(LOAD(config_argument), 78);
    assert_non_null(strstr(said, ":1: expected: name = value"));
}

static void a_missing_setting_or_file_is_said(void **state) {
    (void) state;
    write_file("");
    assert_int_equal(LOAD(config_argument), 78);
    assert_non_null(strstr(said, "data is not set"));
    assert_int_equal(LOAD("--config=/nowhere/at/all"), 78);
    assert_non_null(strstr(said, "No such file"));
}

static void arguments_are_known_or_refused(void **state) {
    (void) state;
    write_file("data = /x\n");
    assert_int_equal(LOAD(config_argument, "--curve", "--beat-ms=70"), -1);
    assert_true(opt.curve);
    assert_int_equal(opt.beat_ms, 70);
    assert_int_equal(LOAD(config_argument, "--curves"), 64);
    assert_int_equal(LOAD(config_argument, "--bind"), 64);
    assert_int_equal(LOAD(config_argument, "--curve=maybe"), 64);
    assert_int_equal(LOAD(config_argument, "stray"), 64);
}

static void the_table_explains_itself(void **state) {
    (void) state;
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    config_help(&self, out);
    config_sample(&self, out);
    config_manual(&self, out);
    fclose(out);
    assert_non_null(strstr(text, "hall-test: 测试\n"));
    assert_non_null(strstr(text, "--beat-ms=N"));
    assert_non_null(strstr(text, "#beat_ms = 1000\n"));
    assert_non_null(strstr(text, "\ndata = \n"));
    assert_non_null(strstr(text, "environment HALL_BEAT_MS"));
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_then_file_then_environment_then_arguments),
        cmocka_unit_test(mistakes_in_the_file_name_the_line),
        cmocka_unit_test(a_missing_setting_or_file_is_said),
        cmocka_unit_test(arguments_are_known_or_refused),
        cmocka_unit_test(the_table_explains_itself),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
