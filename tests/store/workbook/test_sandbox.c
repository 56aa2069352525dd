/* sandbox: whoever is inside and reaches out is killed, whoever only asks gets no answer; each
 * story runs in a child of its own. */
#include "tests/store/workbook/roster_test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/workbook/sandbox.h"

/* Asked for before the sandbox closes: kill() of what a refused question returns could meet others.
 */
static pid_t parent;

/* Runs `act` inside; its exit code, or minus the signal that killed it. */
static int inside(int (*act)(void)) {
    int how;
    parent = getpid();
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
    return kill(parent, SIGTERM);
}

static int signal_itself(void) {
    return tgkill(getpid(), gettid(), SIGTERM);
}

static int abort_another(void) {
    return tgkill(parent, parent, SIGABRT);
}

static int run_made_up_code(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
}

static int take_memory(void) {
    char *kept = malloc(64u << 20), *too_much = malloc(SANDBOX_MEMORY_BYTES);
    return kept && !too_much ? 42 : 1;
}

static volatile uint64_t spent;

static int burn_time(void) {
    while (spent < UINT64_MAX) spent++;
    return 0;
}

static void reaching_out_is_killed(void **state) {
    (void) state;
    int (*const acts[])(void) = {open_a_file,     make_a_socket,    run_a_program, make_a_process,
                                 kill_the_parent, run_made_up_code, signal_itself, abort_another};
    if (!sandbox_is_tight()) skip();
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        assert_int_equal(inside(acts[i]), -SIGSYS);
}

/* What the C library asks on its own account: how much memory, which processors, which system. */
static int ask_about_the_machine(void) {
    struct sysinfo memory;
    struct utsname system;
    cpu_set_t processors;
    bool silent = sysinfo(&memory) != 0 && errno == ENOSYS;
    silent = silent && sched_getaffinity(0, sizeof processors, &processors) != 0;
    return silent && uname(&system) != 0 ? 42 : 1;
}

static int upwards(const void *left, const void *right) {
    return *(const int *) left - *(const int *) right;
}

/* A sort of the C library, of a size at which it asks for the memory. */
static int sort_much(void) {
    int items[5000];
    for (int i = 0; i < 5000; i++) items[i] = 5000 - i;
    qsort(items, 5000, sizeof *items, upwards);
    return items[0] == 1 && items[4999] == 5000 ? 42 : 1;
}

static int give_up(void) {
    abort();
}

static int corrupt_memory(void) {
    char *volatile kept = malloc(100);
    free(kept);
    free(kept);
    return 0;
}

static void asking_is_not_answered_and_does_not_kill(void **state) {
    (void) state;
    if (!sandbox_is_tight()) skip();
    assert_int_equal(inside(ask_about_the_machine), 42);
    assert_int_equal(inside(sort_much), 42);
}

static void a_defect_ends_by_its_own_signal(void **state) {
    (void) state;
    if (!sandbox_is_tight()) skip();
    assert_int_equal(inside(give_up), -SIGABRT);
    assert_int_equal(inside(corrupt_memory), -SIGABRT);
}

static void memory_is_limited(void **state) {
    (void) state;
    if (!sandbox_is_tight()) skip();
    assert_int_equal(inside(take_memory), 42);
}

static void time_is_limited(void **state) {
    (void) state;
    assert_int_equal(inside(burn_time), -SIGXCPU);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reaching_out_is_killed),
        cmocka_unit_test(asking_is_not_answered_and_does_not_kill),
        cmocka_unit_test(a_defect_ends_by_its_own_signal),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(time_is_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
