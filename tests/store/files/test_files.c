/* Stories about the file store: what goes in comes out, nothing else ever does. */
#include "store/files/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/runtime/crypt/crypt.h"
#include "tests/store/files/place.h"

static int given_a_store(void **state) {
    *state = place_open(0);
    return 0;
}

static unsigned count_files(const char *folder) {
    unsigned n = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *e = readdir(dir); e; e = readdir(dir)) n += e->d_name[0] != '.';
    closedir(dir);
    return n;
}

static void what_goes_in_comes_out(void **state) {
    place *p = *state;
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 200000};
    char *data = malloc(200000), *back = malloc(200000), name[FILES_NAME_BYTES];
    for (size_t i = 0; i < 200000; i++) data[i] = (char) (i * 31 >> 3);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int fd = -1;
        int64_t bytes = 0;
        place_put(p->store, data, sizes[i], name);
        assert_int_equal(files_read(p->store, name, &fd, &bytes), OK);
        assert_int_equal(bytes, sizes[i]);
        assert_int_equal(read(fd, back, 200000), sizes[i]);
        assert_memory_equal(back, data, sizes[i]);
        assert_int_equal(write(fd, "x", 1), -1);
        close(fd);
    }
    free(data);
    free(back);
}

static files_stored stored_for(files *store, const char *owner, const char *text) {
    files_writer *w = NULL;
    files_stored out;
    assert_int_equal(files_write_start(store, &w), OK);
    assert_int_equal(files_write_add(w, text, strlen(text)), OK);
    assert_int_equal(files_write_end(&w, owner, &out), OK);
    return out;
}

/* The same act again gives the same file; another's same content is another file, and its name
 * cannot be told from the content. */
static void a_file_belongs_to_the_act_that_wrote_it(void **state) {
    place *p = *state;
    files_stored first = stored_for(p->store, "clerk 1", "abc");
    files_stored again = stored_for(p->store, "clerk 1", "abc");
    files_stored other = stored_for(p->store, "clerk 2", "abc");
    files_stored more = stored_for(p->store, "clerk 1", "abcd");
    assert_string_equal(first.digest,
                        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    assert_string_equal(first.name, again.name);
    assert_string_equal(first.digest, other.digest);
    assert_string_not_equal(first.name, first.digest);
    assert_string_not_equal(first.name, other.name);
    assert_string_not_equal(first.name, more.name);
    assert_int_equal(count_files(p->folder), 3);
}

/* Who can write into the folder cannot put one file in another's place. */
static void a_file_is_bound_to_its_name(void **state) {
    place *p = *state;
    files_stored mine = stored_for(p->store, "clerk 1", "abc");
    files_stored theirs = stored_for(p->store, "clerk 2", "xyz");
    char from[200], to[200];
    int fd = -1;
    snprintf(from, sizeof from, "%s/%s", p->folder, theirs.name);
    snprintf(to, sizeof to, "%s/%s", p->folder, mine.name);
    assert_int_equal(rename(from, to), 0);
    assert_int_equal(files_read(p->store, mine.name, &fd, NULL), E_MALFORMED);
}

static void the_folder_holds_nothing_readable(void **state) {
    place *p = *state;
    char name[FILES_NAME_BYTES], path[200], stored[300];
    place_put(p->store, "420102199001019019", 18, name);
    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    int fd = open(path, O_RDONLY);
    ssize_t n = read(fd, stored, sizeof stored);
    close(fd);
    assert_true(n > 18);
    assert_null(memmem(stored, (size_t) n, "420102", 6));
}

static void a_changed_or_cut_file_is_refused(void **state) {
    place *p = *state;
    char name[FILES_NAME_BYTES], path[200], *data = calloc(1, 150000);
    struct stat info;
    int fd = -1;
    place_put(p->store, data, 150000, name);
    free(data);
    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    assert_int_equal(stat(path, &info), 0);
    /* when the last piece is cut off at its border */
    assert_int_equal(truncate(path, info.st_size - (150000 - 2 * 65536 + 32 + 4)), 0);
    assert_int_equal(files_read(p->store, name, &fd, NULL), E_MALFORMED);
    assert_int_equal(truncate(path, 3), 0);
    assert_int_equal(files_read(p->store, name, &fd, NULL), E_MALFORMED);
}

static void too_large_is_refused_and_leaves_nothing(void **state) {
    place *p = *state;
    files_writer *w = NULL;
    char *data = calloc(1, (1 << 20) + 1);
    assert_int_equal(files_write_start(p->store, &w), OK);
    assert_int_equal(files_write_add(w, data, (1 << 20) + 1), E_TOO_LARGE);
    files_write_drop(&w);
    assert_null(w);
    assert_int_equal(count_files(p->folder), 0);
    free(data);
}

static void a_name_never_leaves_the_folder(void **state) {
    place *p = *state;
    int fd = -1;
    assert_int_equal(files_read(p->store, "../files.secret", &fd, NULL), E_MALFORMED);
    assert_int_equal(files_remove(p->store, "../files.secret"), E_NOT_FOUND);
}

static void files_outlive_the_process_but_not_their_key(void **state) {
    place *p = *state;
    char name[FILES_NAME_BYTES];
    int fd = -1;
    place_put(p->store, "abc", 3, name);
    files_close(p->store);
    assert_int_equal(files_open(p->folder, p->key, 1 << 20, &p->store), OK);
    assert_int_equal(files_read(p->store, name, &fd, NULL), OK);
    close(fd);
    files_close(p->store);
    p->store = NULL;
    assert_int_equal(unlink(p->key), 0);
    assert_int_equal(files_open(p->folder, p->key, 1 << 20, &p->store), E_NOT_FOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_goes_in_comes_out, given_a_store, place_clear),
        cmocka_unit_test_setup_teardown(a_file_belongs_to_the_act_that_wrote_it, given_a_store,
                                        place_clear),
        cmocka_unit_test_setup_teardown(a_file_is_bound_to_its_name, given_a_store, place_clear),
        cmocka_unit_test_setup_teardown(the_folder_holds_nothing_readable, given_a_store,
                                        place_clear),
        cmocka_unit_test_setup_teardown(a_changed_or_cut_file_is_refused, given_a_store,
                                        place_clear),
        cmocka_unit_test_setup_teardown(too_large_is_refused_and_leaves_nothing, given_a_store,
                                        place_clear),
        cmocka_unit_test_setup_teardown(a_name_never_leaves_the_folder, given_a_store, place_clear),
        cmocka_unit_test_setup_teardown(files_outlive_the_process_but_not_their_key, given_a_store,
                                        place_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
