/* secret_file: who may read a file of keys, and how another one takes its place (labels: D1). */
#include "proto/runtime/secret_file.h"

#include "tests/lib/cmocka.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/hall-secret-XXXXXX", file[64];

static int given_a_folder(void **state) {
    (void) state;
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(file, sizeof file, "%s/secret", folder);
    return 0;
}

static int without_it(void **state) {
    (void) state;
    unlink(file);
    return rmdir(folder);
}

static status text_is(const char *expected) {
    char text[64];
    status s = secret_file_read(file, text, sizeof text);
    if (s == OK) assert_string_equal(text, expected);
    return s;
}

static mode_t mode_of_file(void) {
    struct stat info;
    assert_int_equal(stat(file, &info), 0);
    return info.st_mode & 07777;
}

static void it_is_made_once_and_for_its_owner(void **state) {
    (void) state;
    assert_int_equal(text_is(""), E_NOT_FOUND);
    assert_int_equal(secret_file_make(file, "one\n"), OK);
    assert_int_equal(mode_of_file(), 0600);
    assert_int_equal(secret_file_make(file, "two\n"), E_CONFLICT);
    assert_int_equal(text_is("one\n"), OK);
}

/* The owner lets one group read; whoever may more makes it no secret. */
static void only_a_group_may_read_along(void **state) {
    (void) state;
    static const mode_t open_modes[] = {0604, 0601, 0602, 0620, 0660, 0610, 0644};
    assert_int_equal(secret_file_make(file, "one\n"), OK);
    assert_int_equal(chmod(file, 0640), 0);
    assert_int_equal(text_is("one\n"), OK);
    for (size_t i = 0; i < sizeof open_modes / sizeof open_modes[0]; i++) {
        assert_int_equal(chmod(file, open_modes[i]), 0);
        assert_int_equal(text_is("one\n"), E_FORBIDDEN);
    }
}

/* Given a file of another owner and group, replaced by root, it is theirs as before. */
static void another_one_is_read_by_the_same(void **state) {
    (void) state;
    struct stat info;
    assert_int_equal(secret_file_make(file, "one\n"), OK);
    assert_int_equal(chmod(file, 0640), 0);
    if (geteuid() == 0) assert_int_equal(chown(file, 12, 34), 0);
    assert_int_equal(secret_file_replace(file, "two\n"), OK);
    assert_int_equal(text_is("two\n"), OK);
    assert_int_equal(mode_of_file(), 0640);
    assert_int_equal(stat(file, &info), 0);
    if (geteuid() == 0) assert_true(info.st_uid == 12 && info.st_gid == 34);
}

static void a_link_or_an_endless_file_is_none(void **state) {
    (void) state;
    char small[4];
    assert_int_equal(symlink("/etc/passwd", file), 0);
    assert_int_equal(text_is(""), E_UNAVAILABLE);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(secret_file_make(file, "four"), OK);
    assert_int_equal(secret_file_read(file, small, sizeof small), E_MALFORMED);
}

static void one_at_a_time_changes_it(void **state) {
    (void) state;
    int first = -1, second = -1;
    assert_int_equal(secret_file_alone(file, &first), OK);
    assert_int_equal(secret_file_alone(file, &second), E_BUSY);
    close(first);
    assert_int_equal(secret_file_alone(file, &second), OK);
    close(second);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, given_a_folder, without_it)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(it_is_made_once_and_for_its_owner), TEST(only_a_group_may_read_along),
        TEST(another_one_is_read_by_the_same),   TEST(a_link_or_an_endless_file_is_none),
        TEST(one_at_a_time_changes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
