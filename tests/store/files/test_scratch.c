/* Stories of the private folder: who may not be in it, what is left in it, and what a file of it
 * looks like. */
#include "store/files/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/cmocka.h"

typedef struct place {
    char home[48], folder[64], canary[64], leftover[96];
} place;

static void put_text(const char *path, const char *text) {
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static int open_place(void **state) {
    place *p = calloc(1, sizeof *p);
    strcpy(p->home, "/tmp/hall-scratch-XXXXXX");
    if (!mkdtemp(p->home)) return -1;
    snprintf(p->folder, sizeof p->folder, "%s/scratch-%u", p->home, geteuid());
    snprintf(p->canary, sizeof p->canary, "%s/canary", p->home);
    snprintf(p->leftover, sizeof p->leftover, "%s/tmp.S1LoXMTPZ1", p->folder);
    put_text(p->canary, "untouched");
    *state = p;
    return 0;
}

static int close_place(void **state) {
    place *p = *state;
    unlink(p->canary);
    int left = rmdir(p->folder) | rmdir(p->home);
    free(p);
    return left;
}

static unsigned mode_of(const char *path) {
    struct stat seen;
    assert_int_equal(lstat(path, &seen), 0);
    return seen.st_mode & 07777;
}

static void assert_untouched(const place *p) {
    char text[32] = "";
    FILE *in = fopen(p->canary, "re");
    assert_non_null(fgets(text, sizeof text, in));
    fclose(in);
    assert_string_equal(text, "untouched");
}

static void folder_and_files_are_private_whatever_the_umask(void **state) {
    const place *p = *state;
    static const mode_t masks[] = {0, 022, 0277};
    for (size_t i = 0; i < sizeof masks / sizeof masks[0]; i++) {
        scratch *s = NULL;
        struct stat seen;
        int fd = -1;
        mode_t mask = umask(masks[i]);
        status code = scratch_open(p->home, &s);
        if (code == OK) code = scratch_file(s, &fd);
        umask(mask);
        assert_int_equal(code, OK);
        assert_int_equal(mode_of(p->folder), 0700);
        assert_int_equal(fstat(fd, &seen), 0);
        assert_int_equal(seen.st_mode & 07777, 0600);
        assert_int_equal(seen.st_nlink, 0);
        assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
        close(fd);
        scratch_close(s);
    }
}

static void a_folder_that_was_opened_to_others_is_closed_again(void **state) {
    const place *p = *state;
    scratch *s = NULL;
    assert_int_equal(mkdir(p->folder, 0700), 0);
    assert_int_equal(chmod(p->folder, 0777), 0);
    assert_int_equal(scratch_open(p->home, &s), OK);
    assert_int_equal(mode_of(p->folder), 0700);
    scratch_close(s);
}

static void a_link_in_the_folders_stead_is_refused(void **state) {
    const place *p = *state;
    scratch *s = NULL;
    assert_int_equal(symlink(p->home, p->folder), 0);
    assert_int_equal(scratch_open(p->home, &s), E_FORBIDDEN);
    assert_null(s);
    assert_untouched(p); /* the sweep went nowhere else */
    assert_int_equal(unlink(p->folder), 0);
    assert_int_equal(mkdir(p->folder, 0700), 0);
}

static void another_accounts_folder_is_refused(void **state) {
    const place *p = *state;
    scratch *s = NULL;
    assert_int_equal(mkdir(p->folder, 0700), 0);
    if (geteuid() != 0) skip(); /* only root gives a folder away */
    assert_int_equal(chown(p->folder, 65534, 65534), 0);
    assert_int_equal(scratch_open(p->home, &s), E_FORBIDDEN);
    assert_null(s);
}

static void what_a_killed_program_left_is_removed(void **state) {
    const place *p = *state;
    scratch *first = NULL, *second = NULL;
    char planted[96];
    int fd = -1;
    snprintf(planted, sizeof planted, "%s/2026112300000010042.xlsx", p->folder);
    assert_int_equal(scratch_open(p->home, &first), OK);
    assert_int_equal(scratch_file(first, &fd), OK);
    put_text(p->leftover, "names and wages");
    assert_int_equal(symlink(p->canary, planted), 0);
    /* when another program starts, the first one's open file lives on */
    assert_int_equal(scratch_open(p->home, &second), OK);
    assert_int_equal(access(p->leftover, F_OK), -1);
    assert_int_equal(unlink(planted), -1);
    assert_untouched(p);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
    scratch_close(first);
    scratch_close(second);
}

static void a_library_writes_to_the_nameless_file_by_its_path(void **state) {
    const place *p = *state;
    scratch *s = NULL;
    int fd = -1;
    char path[SCRATCH_PATH_BYTES], text[8] = "";
    assert_int_equal(scratch_open(p->home, &s), OK);
    assert_int_equal(scratch_file(s, &fd), OK);
    scratch_path(fd, path);
    put_text(path, "content");
    assert_int_equal(read(fd, text, sizeof text), 7);
    assert_string_equal(text, "content");
    close(fd);
    scratch_close(s);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(folder_and_files_are_private_whatever_the_umask),
        STORY(a_folder_that_was_opened_to_others_is_closed_again),
        STORY(a_link_in_the_folders_stead_is_refused),
        STORY(another_accounts_folder_is_refused),
        STORY(what_a_killed_program_left_is_removed),
        STORY(a_library_writes_to_the_nameless_file_by_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
