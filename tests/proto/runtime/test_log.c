/* log: one line, quoted so that it reads back, nothing personal in it. */
#include "proto/runtime/log.h"

#include <unistd.h>

#include "tests/lib/canary.h"

#define LINE(event, ...)                                                                           \
    line_of(event, (const log_field[]){__VA_ARGS__ __VA_OPT__(, ){NULL, LOG_END, 0, NULL}})

static const char *line_of(const char *event, const log_field *fields) {
    static char line[4096];
    size_t n = log_format(line, sizeof line, event, fields);
    assert_int_equal(n, strlen(line));
    return line;
}

static void words_stand_bare_and_the_rest_in_quotes(void **state) {
    (void) state;
    assert_string_equal(LINE("started"), "event=started");
    assert_string_equal(LINE("started", log_text("name", "w1"), log_number("n", -5)),
                        "event=started name=w1 n=-5");
    assert_string_equal(LINE("e", log_text("a", "x y"), log_text("b", ""), log_text("c", NULL)),
                        "event=e a=\"x y\" b=\"\" c=\"\"");
    assert_string_equal(LINE("e", log_text("a", "say \"hi\"\nk=v\\\x01")),
                        "event=e a=\"say \\\"hi\\\"\\nk=v\\\\\\u0001\"");
    assert_string_equal(LINE("e", log_text("a", "增员")), "event=e a=增员");
}

static void status_and_ids_have_their_form(void **state) {
    (void) state;
    assert_string_equal(LINE("e", log_status(E_BUSY), log_id("id", "0123456789abcdef", 16),
                             log_id("x", "\x01\xff", 2)),
                        "event=e status=E_BUSY id=30313233-3435-3637-3839-616263646566 x=01ff");
}

static void a_message_shows_nothing_personal(void **state) {
    (void) state;
    SingSong song = good_song();
    Verse verse = VERSE_INIT;
    verse.name = "张三丰";
    Verse *verses[] = {&verse};
    song.n_verse = 1;
    song.verse = verses;
    song.password = "hunter2";
    song.mobile = "13812345678";
    song.mood = CANARY__MOOD__SAD;
    const char *line = LINE("e", log_message("in", &song.base));
    assert_string_equal(line, "event=e in=\"{person_no:1000000001 document_no:4201**********9026 "
                              "wage_fen:*** mood:SAD verse:[{name:张*丰}] password:*** "
                              "mobile:138****5678}\"");
    assert_string_equal(LINE("e", log_message("in", NULL)), "event=e in=\"\"");
}

static void a_long_line_is_cut_at_a_character(void **state) {
    (void) state;
    char out[32];
    const log_field fields[] = {log_text("a", "啦啦啦啦啦啦啦啦啦啦"), {NULL, LOG_END, 0, NULL}};
    size_t n = log_format(out, sizeof out, "e", fields);
    assert_int_equal(n, strlen(out));
    assert_string_equal(out + n - 6, " cut=1");
}

static void levels_below_are_not_written(void **state) {
    (void) state;
    int ends[2];
    char line[512] = "";
    assert_int_equal(pipe(ends), 0);
    log_open("test", LEVEL_WARN, ends[1]);
    log_info("quiet");
    log_warn("loud", log_errno(2));
    assert_true(read(ends[0], line, sizeof line - 1) > 0);
    assert_int_equal(strncmp(line, "time=20", 7), 0);
    assert_non_null(strstr(line, "Z level=warn program=test event=loud error=\"No such file or "
                                 "directory\"\n"));
    assert_null(strstr(line, "quiet"));
    close(ends[0]);
    close(ends[1]);
    log_open("test", LEVEL_INFO, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_stand_bare_and_the_rest_in_quotes),
        cmocka_unit_test(status_and_ids_have_their_form),
        cmocka_unit_test(a_message_shows_nothing_personal),
        cmocka_unit_test(a_long_line_is_cut_at_a_character),
        cmocka_unit_test(levels_below_are_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
