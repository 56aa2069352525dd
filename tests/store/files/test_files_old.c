/* Stored files that were written long ago (labels: S22). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/files/files.h"
#include "tests/store/files/place.h"

enum { FILES = 7, LONG_AGO = 1000, NOW = 2000000000 };

static void date_it(const place *p, const char *name, int64_t at_s) {
    char path[200];
    struct timespec times[2] = {{at_s, 0}, {at_s, 0}};
    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static int by_name(const void *a, const void *b) {
    return strcmp(a, b);
}

/* Given seven files of long ago, named here in their order. */
static int given_old_files(void **state) {
    place *p = place_open(FILES);
    for (int i = 0; i < FILES; i++) date_it(p, p->name[i], LONG_AGO);
    qsort(p->name, FILES, sizeof p->name[0], by_name);
    *state = p;
    return 0;
}

static void a_walk_in_pieces_sees_each_file_once(void **state) {
    place *p = *state;
    char names[3][FILES_NAME_BYTES], after[FILES_NAME_BYTES] = "";
    size_t seen = 0;
    for (size_t n; (n = files_old(p->store, LONG_AGO + 1, after, 3, names)) != 0;) {
        for (size_t i = 0; i < n; i++) assert_string_equal(names[i], p->name[seen++]);
        strcpy(after, names[n - 1]);
    }
    assert_int_equal(seen, FILES);
    assert_int_equal(files_old(p->store, LONG_AGO, "", 3, names), 0); /* not before that moment */
}

static void what_is_written_again_stays(void **state) {
    place *p = *state;
    char names[FILES][FILES_NAME_BYTES], again[FILES_NAME_BYTES];
    assert_int_equal(files_old(p->store, LONG_AGO + 1, "", FILES, names), FILES);
    place_put(p->store, "c", 1, again); /* somebody uploads the same content meanwhile */
    assert_int_equal(files_remove_old(p->store, again, LONG_AGO + 1), E_NOT_FOUND);
    assert_int_equal(files_old(p->store, LONG_AGO + 1, "", FILES, names), FILES - 1);
    for (size_t i = 0; i < FILES - 1; i++)
        assert_int_equal(files_remove_old(p->store, names[i], LONG_AGO + 1), OK);
    int fd = -1;
    assert_int_equal(files_read(p->store, again, &fd, NULL), OK);
    close(fd);
    assert_int_equal(files_read(p->store, names[0], &fd, NULL), E_NOT_FOUND);
}

static void a_new_key_makes_no_file_younger(void **state) {
    place *p = *state;
    char names[FILES][FILES_NAME_BYTES];
    int64_t n, unreadable;
    assert_int_equal(files_rotate(p->store, &n, &unreadable), OK);
    assert_int_equal(n, FILES);
    assert_int_equal(files_old(p->store, LONG_AGO + 1, "", FILES, names), FILES);
}

static void other_names_are_left_alone(void **state) {
    place *p = *state;
    char names[FILES + 1][FILES_NAME_BYTES], path[200];
    snprintf(path, sizeof path, "%s/README", p->folder);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    close(fd);
    date_it(p, "README", LONG_AGO);
    assert_int_equal(files_old(p->store, NOW, "", FILES + 1, names), FILES);
    assert_int_equal(files_remove_old(p->store, "README", NOW), E_NOT_FOUND);
    assert_int_equal(files_remove_old(p->store, "../files.secret", NOW), E_NOT_FOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_walk_in_pieces_sees_each_file_once, given_old_files,
                                        place_clear),
        cmocka_unit_test_setup_teardown(what_is_written_again_stays, given_old_files, place_clear),
        cmocka_unit_test_setup_teardown(a_new_key_makes_no_file_younger, given_old_files,
                                        place_clear),
        cmocka_unit_test_setup_teardown(other_names_are_left_alone, given_old_files, place_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
