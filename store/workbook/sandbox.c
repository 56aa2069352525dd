/* sandbox: see sandbox.h. What the C library, libzip and expat need to read an open file and write
 * to an open pipe; every test file is parsed under it. */
#include "store/workbook/sandbox.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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
    SCMP_SYS(read),         SCMP_SYS(pread64),   SCMP_SYS(write),        SCMP_SYS(lseek),
    SCMP_SYS(close),        SCMP_SYS(dup),       SCMP_SYS(fcntl),        SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),   SCMP_SYS(brk),       SCMP_SYS(munmap),       SCMP_SYS(mremap),
    SCMP_SYS(madvise),      SCMP_SYS(getrandom), SCMP_SYS(getpid),       SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(futex),     SCMP_SYS(rt_sigreturn), SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

static bool limit(int what, uint64_t value) {
    struct rlimit l = {.rlim_cur = (rlim_t) value, .rlim_max = (rlim_t) value};
    return setrlimit((__rlimit_resource_t) what, &l) == 0;
}

/* Memory may be taken, but never to run it. */
static bool allow_data_memory(scmp_filter_ctx filter) {
    struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_code) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code) == 0;
}

static bool filter_calls(void) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool done = filter != NULL && allow_data_memory(filter);
    for (size_t i = 0; done && i < sizeof allowed / sizeof *allowed; i++)
        done = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    done = done && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

bool sandbox_is_tight(void) {
    return !SANITIZED;
}

status sandbox_close(uint32_t cpu_s) {
    bool done = close_range(3, ~0u, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && limit(RLIMIT_CORE, 0) &&
                limit(RLIMIT_CPU, cpu_s) && limit(RLIMIT_NOFILE, 16);
    if (done && !SANITIZED) done = limit(RLIMIT_AS, SANDBOX_MEMORY_BYTES) && filter_calls();
    return done ? OK : E_INTERNAL;
}
