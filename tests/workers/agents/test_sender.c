/* The folder of a demonstration's texts: what it keeps, and for how long. */
#include "tests/lib/cmocka.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "workers/agents/sender/sender.h"

#define NO "0123456789abcdef0123456789abcdef"
enum { TWO_DAYS_S = 2 * 86400, AN_HOUR_S = 3600 };

static char folder[] = "/tmp/hall-sender-XXXXXX";

static void put(const char *name, int age_s) {
    char path[128];
    struct timespec at[2];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    clock_gettime(CLOCK_REALTIME, &at[0]);
    at[0].tv_sec -= age_s;
    at[1] = at[0];
    assert_int_equal(futimens(fd, at), 0);
    close(fd);
}

static bool is_there(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

/* Given texts of two days ago and what a sender that was killed left of one, and no new text. */
static void test_old_texts_go_without_a_new_one(void **state) {
    (void) state;
    sender s = sender_folder(folder);
    put(NO, TWO_DAYS_S);
    put("." NO, TWO_DAYS_S);
    put("00000000000000000000000000000000", AN_HOUR_S);
    s.tidy(s.self);
    assert_false(is_there(NO));
    assert_false(is_there("." NO));
    assert_true(is_there("00000000000000000000000000000000"));
}

static void test_a_text_is_one_file_of_its_owner(void **state) {
    (void) state;
    sender s = sender_folder(folder);
    struct stat about;
    char path[128];
    assert_null(s.send(s.self, &(text_message){NO, "13900000001", "code"}));
    snprintf(path, sizeof path, "%s/%s", folder, NO);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_false(is_there("." NO));
    assert_string_equal(s.send(s.self, &(text_message){"../x", "1", "t"}), "number");
    s = sender_folder("/nowhere");
    assert_string_equal(s.send(s.self, &(text_message){NO, "1", "t"}), "folder");
    s.tidy(s.self); /* a folder that is not there is no fault of tidying */
}

static int make(void **state) {
    (void) state;
    return mkdtemp(folder) ? 0 : -1;
}

static int clear(void **state) {
    (void) state;
    const char *names[] = {NO, "00000000000000000000000000000000"};
    char path[128];
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_old_texts_go_without_a_new_one),
        cmocka_unit_test(test_a_text_is_one_file_of_its_owner),
    };
    return cmocka_run_group_tests(tests, make, clear);
}
