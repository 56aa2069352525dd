/* sandbox: whoever is inside and reaches out is killed; each story runs in a child of its own. */
#include "tests/store/workbook/roster_test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/workbook/sandbox.h"

/* Runs `act` inside; its exit code, or minus the signal that killed it. */
static int inside(int (*act)(void)) {
    int how;
    pid_t child = fork();
    if (child == 0) {
        if (sandbox_close(1) != OK) _exit(99);
        _exit(act());
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFSIGNALED(how) ? -WTERMSIG(how) : WEXITSTATUS(how);
}

static int open_a_file(void) {
    return open("/etc/passwd", O_RDONLY);
}

static int make_a_socket(void) {
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int run_a_program(void) {
    char *none[] = {NULL};
    return execve("/bin/true", none, none);
}

static int make_a_process(void) {
    return fork();
}

static int kill_the_parent(void) {
    return kill(getppid(), SIGTERM);
}

static int run_made_up_code(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}

static int take_memory(void) {
    char *kept = malloc(64u << 20), *too_much = malloc(SANDBOX_MEMORY_BYTES);
    return kept != NULL && too_much == NULL ? 42 : 1;
}

static volatile uint64_t spent;

static int burn_time(void) {
    while (spent < UINT64_MAX) spent++;
    return 0;
}

static void reaching_out_is_killed(void **state) {
    (void) state;
    int (*const acts[])(void) = {open_a_file,    make_a_socket,   run_a_program,
                                 make_a_process, kill_the_parent, run_made_up_code};
    if (!sandbox_is_tight()) skip();
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        assert_int_equal(inside(acts[i]), -SIGSYS);
}

static void memory_is_limited(void **state) {
    (void) state;
    if (!sandbox_is_tight()) skip();
    assert_int_equal(inside(take_memory), 42);
}

static void time_is_limited(void **state) {
    (void) state;
    int how = inside(burn_time);
    assert_true(how == -SIGKILL || how == -SIGXCPU);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reaching_out_is_killed),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(time_is_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
