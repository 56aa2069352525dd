/* sandbox: see sandbox.h. The filter has three answers.
 *
 *   allowed   what the C library, libzip, zlib and expat need to read an open file, to write to an
 *             open pipe, to take memory and to end, also by abort(); and the names of this process
 *             and its user, for callers expect these never to fail.
 *   ENOSYS    calls that only ask about the machine and may fail. The C library makes them on
 *             its own account (qsort asked for the memory, an allocator may ask for processors) and
 *             goes on without an answer. Killing for them would refuse a sound file.
 *   kill      everything else: files, sockets, processes, signals, other code. No sound file makes
 *             our parser call these, so the call is an attack or our own defect, and the process
 *             must not go on. reader.c reports it as our fault.
 *
 * The kernel's audit log names every call of the last two kinds.
 * tests/store/workbook/test_rosters.py sends every file of the tests through a reader that is
 * built as released and has this filter. */
#include "store/workbook/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static const int allowed[] = {
    SCMP_SYS(read),         SCMP_SYS(pread64),    SCMP_SYS(write),        SCMP_SYS(writev),
    SCMP_SYS(lseek),        SCMP_SYS(close),      SCMP_SYS(dup),          SCMP_SYS(fcntl),
    SCMP_SYS(fstat),        SCMP_SYS(newfstatat), SCMP_SYS(brk),          SCMP_SYS(munmap),
    SCMP_SYS(mremap),       SCMP_SYS(madvise),    SCMP_SYS(getrandom),    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(futex),      SCMP_SYS(rt_sigreturn), SCMP_SYS(exit),
    SCMP_SYS(exit_group),   SCMP_SYS(getpid),     SCMP_SYS(gettid),       SCMP_SYS(getppid),
    SCMP_SYS(getuid),       SCMP_SYS(geteuid),    SCMP_SYS(getgid),       SCMP_SYS(getegid),
};

/* abort() changes the signal mask first; it ends the process as well when it cannot. */
static const int questions[] = {
    SCMP_SYS(sysinfo),      SCMP_SYS(sched_getaffinity),
    SCMP_SYS(uname),        SCMP_SYS(getcpu),
    SCMP_SYS(clock_getres), SCMP_SYS(getrusage),
    SCMP_SYS(times),        SCMP_SYS(ioctl),
    SCMP_SYS(getrlimit),    SCMP_SYS(prlimit64),
    SCMP_SYS(sched_yield),  SCMP_SYS(rt_sigprocmask),
};

static bool limit(int what, uint64_t soft, uint64_t hard) {
    struct rlimit l = {.rlim_cur = (rlim_t) soft, .rlim_max = (rlim_t) hard};
    return setrlimit((__rlimit_resource_t) what, &l) == 0;
}

/* Memory may be taken, but never to run it. */
static bool allow_data_memory(scmp_filter_ctx filter) {
    struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_code) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code) == 0;
}

/* abort() sends its signal to this process; no other process and no other signal. */
static bool allow_abort(scmp_filter_ctx filter) {
    struct scmp_arg_cmp here = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t) getpid(), 0);
    struct scmp_arg_cmp abort_only = SCMP_A2(SCMP_CMP_EQ, SIGABRT, 0);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2, here, abort_only) == 0;
}

static bool answer(scmp_filter_ctx filter, uint32_t with, const int *calls, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (seccomp_rule_add(filter, with, calls[i], 0) != 0) return false;
    return true;
}

static bool filter_calls(void) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter) (void) seccomp_attr_set(filter, SCMP_FLTATR_CTL_LOG, 1); /* if it can */
    bool done =
        filter && allow_data_memory(filter) && allow_abort(filter) &&
        answer(filter, SCMP_ACT_ALLOW, allowed, sizeof allowed / sizeof *allowed) &&
        answer(filter, SCMP_ACT_ERRNO(ENOSYS), questions, sizeof questions / sizeof *questions) &&
        seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

bool sandbox_is_tight(void) {
    return !SANITIZED;
}

/* expat takes random numbers without waiting and would open a device while the kernel has none yet,
 * shortly after the machine has started. Wait for them here. */
static bool await_random_numbers(void) {
    char one;
    return getrandom(&one, sizeof one, 0) == sizeof one;
}

/* The hard limit of time is a second behind the soft one, so that the process ends by SIGXCPU,
 * which nothing else sends, and not by SIGKILL, which the machine sends when it has no memory left.
 */
static bool limit_resources(uint32_t cpu_s) {
    return limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_CPU, cpu_s, (uint64_t) cpu_s + 1) &&
           limit(RLIMIT_NOFILE, 16, 16);
}

status sandbox_close(uint32_t cpu_s) {
    bool done = close_range(3, ~0u, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && await_random_numbers() &&
                limit_resources(cpu_s);
    if (done && !SANITIZED)
        done = limit(RLIMIT_AS, SANDBOX_MEMORY_BYTES, SANDBOX_MEMORY_BYTES) && filter_calls();
    return done ? OK : E_INTERNAL;
}
