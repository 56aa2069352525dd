/* guard: a process that holds keys writes no core, is nobody's to look into, and starts nothing. */
#include "proto/runtime/guard.h"

#include "tests/lib/cmocka.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __SANITIZE_ADDRESS__
static int what_is_left(guard_kind kind) {
    struct rlimit core = {1, 1};
    char *const argv[] = {(char *) "true", NULL}, *const none[] = {NULL};
    if (!guard_process(kind)) return 1;
    if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur || core.rlim_max) return 2;
    if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) return 3;
    if (mount("none", "/mnt", "tmpfs", 0, NULL) == 0 || errno != EPERM) return 4;
    execve("/bin/true", argv, none);
    return errno == EPERM ? 0 : 5;
}

static int in_a_child(guard_kind kind) {
    int how = -1;
    pid_t child = fork();
    if (child == 0) _exit(what_is_left(kind));
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFEXITED(how) ? WEXITSTATUS(how) : 128;
}

static void who_starts_nothing_cannot(void **state) {
    (void) state;
    assert_int_equal(in_a_child(GUARD_ALONE), 0);
}

/* /bin/true ends with 0 as well: that it ran is seen by a program that does not. */
static void the_reader_of_files_is_started(void **state) {
    (void) state;
    int how = -1;
    pid_t child = fork();
    if (child == 0) {
        if (!guard_process(GUARD_STARTER)) _exit(1);
        execl("/bin/sh", "sh", "-c", "exit 42", (char *) NULL);
        _exit(2);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_int_equal(WEXITSTATUS(how), 42);
}
#endif

static void keys_are_locked_in_memory(void **state) {
    (void) state;
    char line[128];
    long before = -1, after = -1;
    char *keys = malloc(20000);
    for (int turn = 0; turn < 2; turn++) {
        FILE *status = fopen("/proc/self/status", "r");
        while (fgets(line, sizeof line, status))
            (void) sscanf(line, "VmLck: %ld", turn ? &after : &before);
        fclose(status);
        if (turn == 0) guard_memory(keys, 20000);
    }
    free(keys);
    struct rlimit limit = {0};
    getrlimit(RLIMIT_MEMLOCK, &limit);
    if (limit.rlim_cur >= (1u << 20)) assert_true(after >= before + 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(who_starts_nothing_cannot),
        cmocka_unit_test(the_reader_of_files_is_started),
#endif
        cmocka_unit_test(keys_are_locked_in_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
