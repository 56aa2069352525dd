/* A new key of the file store, and files that are gone for good (labels: A24 N14). */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/runtime/secret_file.h"
#include "store/files/files_store.h"
#include "tests/store/files/place.h"

enum { FILES = 5 };

static int given_some_files(void **state) {
    place *p = place_open(FILES);
    *state = p;
    return 0;
}

static void opens_all(place *p, files *store) {
    for (int i = 0; i < FILES; i++) {
        char letter = 0;
        int fd = -1;
        assert_int_equal(files_read(store, p->name[i], &fd, NULL), OK);
        assert_int_equal(read(fd, &letter, 1), 1);
        assert_int_equal(letter, 'a' + i);
        close(fd);
    }
}

static uint32_t number_of(const place *p, int i) {
    uint8_t header[FILES_HEADER_BYTES_MAX];
    char path[200];
    snprintf(path, sizeof path, "%s/%s", p->folder, p->name[i]);
    int fd = open(path, O_RDONLY);
    ssize_t n = read(fd, header, sizeof header);
    close(fd);
    return files_header_number(header, (size_t) n);
}

static unsigned count_keys(const place *p) {
    files_key keys;
    assert_int_equal(files_key_load(p->key, &keys), OK);
    return keys.n;
}

static void programs_that_run_go_on(void **state) {
    place *p = *state;
    int64_t n = 0, unreadable = 0;
    files *other = NULL;
    files_writer *w = NULL;
    files_stored stored;
    char name[FILES_NAME_BYTES];
    int fd = -1;
    assert_int_equal(files_open(p->folder, p->key, 1 << 20, &other), OK);
    assert_int_equal(files_write_start(other, &w), OK); /* begun under the old key */
    assert_int_equal(files_rotate(p->store, &n, &unreadable), OK);
    assert_int_equal(n, FILES);
    assert_int_equal(unreadable, 0);
    assert_int_equal(count_keys(p), 1);
    for (int i = 0; i < FILES; i++) assert_int_equal(number_of(p, i), 2);
    assert_int_equal(files_write_end(&w, "the test", &stored), OK);
    strcpy(name, stored.name);
    assert_int_equal(files_read(p->store, name, &fd, NULL), OK);
    close(fd);
    opens_all(p, other);
    place_put(other, "a", 1, name);
    assert_int_equal(number_of(p, 0), 2);
    files_close(other);
}

/* Given a rotation that was killed after it had made its key, and a file written since. */
static void a_killed_rotation_goes_on(void **state) {
    place *p = *state;
    int64_t n = 0, unreadable = 0;
    char name[FILES_NAME_BYTES];
    files_key keys = p->store->key;
    files_key_add(&keys);
    assert_int_equal(files_key_replace(p->key, &keys), OK);
    place_put(p->store, "a", 1, name);
    assert_int_equal(number_of(p, 0), 1);
    opens_all(p, p->store);
    assert_int_equal(files_rotate(p->store, &n, &unreadable), OK);
    assert_int_equal(n, FILES); /* the new one lies under the new key already */
    assert_int_equal(count_keys(p), 1);
    files_close(p->store);
    assert_int_equal(files_open(p->folder, p->key, 1 << 20, &p->store), OK);
    opens_all(p, p->store);
}

/* Given another rotation at work: it would take away the key that this one adds. */
static void only_one_at_a_time(void **state) {
    place *p = *state;
    int64_t n = 0, unreadable = 0;
    int other = -1;
    assert_int_equal(secret_file_alone(p->key, &other), OK);
    assert_int_equal(files_rotate(p->store, &n, &unreadable), E_BUSY);
    assert_int_equal(count_keys(p), 1);
    assert_int_equal(number_of(p, 0), 1);
    close(other);
    assert_int_equal(files_rotate(p->store, &n, &unreadable), OK);
    assert_int_equal(n, FILES);
}

static void a_damaged_file_does_not_stop_it(void **state) {
    place *p = *state;
    int64_t n = 0, unreadable = 0;
    char path[200];
    snprintf(path, sizeof path, "%s/%s", p->folder, p->name[0]);
    assert_int_equal(truncate(path, 5), 0);
    assert_int_equal(files_rotate(p->store, &n, &unreadable), OK);
    assert_int_equal(n, FILES - 1);
    assert_int_equal(unreadable, 1);
}

/* What a disk keeps of a removed file is looked at through a second name. */
static void a_removed_file_opens_with_no_key(void **state) {
    place *p = *state;
    char path[200], kept[200];
    uint8_t header[FILES_HEADER_BYTES_MAX];
    int fd = -1;
    snprintf(path, sizeof path, "%s/%s", p->folder, p->name[0]);
    snprintf(kept, sizeof kept, "%s/kept", p->root);
    assert_int_equal(link(path, kept), 0);
    assert_int_equal(files_remove(p->store, p->name[0]), OK);
    assert_int_equal(files_remove(p->store, p->name[0]), E_NOT_FOUND);
    assert_int_equal(files_read(p->store, p->name[0], &fd, NULL), E_NOT_FOUND);
    fd = open(kept, O_RDONLY);
    assert_int_equal(read(fd, header, sizeof header), sizeof header);
    close(fd);
    for (size_t i = 0; i < sizeof header; i++) assert_int_equal(header[i], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(programs_that_run_go_on, given_some_files, place_clear),
        cmocka_unit_test_setup_teardown(a_killed_rotation_goes_on, given_some_files, place_clear),
        cmocka_unit_test_setup_teardown(only_one_at_a_time, given_some_files, place_clear),
        cmocka_unit_test_setup_teardown(a_damaged_file_does_not_stop_it, given_some_files,
                                        place_clear),
        cmocka_unit_test_setup_teardown(a_removed_file_opens_with_no_key, given_some_files,
                                        place_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
