/* guard: limits, seccomp and locked memory of a program that holds keys. */
#include "proto/runtime/guard.h"

#include <errno.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "proto/runtime/log.h"

/* Other processes' memory, modules, mounts, name spaces, key rings: no program of the hall uses
 * them. */
static const int never[] = {SCMP_SYS(process_vm_readv),
                            SCMP_SYS(process_vm_writev),
                            SCMP_SYS(kcmp),
                            SCMP_SYS(bpf),
                            SCMP_SYS(perf_event_open),
                            SCMP_SYS(userfaultfd),
                            SCMP_SYS(init_module),
                            SCMP_SYS(finit_module),
                            SCMP_SYS(delete_module),
                            SCMP_SYS(kexec_load),
                            SCMP_SYS(kexec_file_load),
                            SCMP_SYS(mount),
                            SCMP_SYS(umount2),
                            SCMP_SYS(pivot_root),
                            SCMP_SYS(chroot),
                            SCMP_SYS(unshare),
                            SCMP_SYS(setns),
                            SCMP_SYS(swapon),
                            SCMP_SYS(swapoff),
                            SCMP_SYS(reboot),
                            SCMP_SYS(add_key),
                            SCMP_SYS(request_key),
                            SCMP_SYS(keyctl),
                            SCMP_SYS(acct),
                            SCMP_SYS(settimeofday),
                            SCMP_SYS(clock_settime),
                            SCMP_SYS(adjtimex),
                            SCMP_SYS(quotactl),
                            SCMP_SYS(personality),
                            SCMP_SYS(ptrace)};
static const int programs[] = {SCMP_SYS(execve), SCMP_SYS(execveat)};

static bool refuse(scmp_filter_ctx filter, const int *calls, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), calls[i], 0) != 0) return false;
    return true;
}

static bool filter_calls(guard_kind kind) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool good =
        filter && refuse(filter, never, sizeof never / sizeof never[0]) &&
        (kind == GUARD_STARTER || refuse(filter, programs, sizeof programs / sizeof programs[0])) &&
        seccomp_load(filter) == 0;
    seccomp_release(filter);
    return good;
}

/* A sanitizer looks for leaks at the end by ptrace. */
static bool is_watched(void) {
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    return false;
#endif
}

bool guard_process(guard_kind kind) {
    const struct rlimit none = {0, 0};
    bool good = setrlimit(RLIMIT_CORE, &none) == 0;
    if (is_watched()) return good;
    good = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && filter_calls(kind) && good;
    if (!good) log_warn("unguarded", log_text("why", "no seccomp"));
    return good;
}

void guard_memory(void *at, size_t bytes) {
    uintptr_t page = (uintptr_t) sysconf(_SC_PAGESIZE);
    uintptr_t first = (uintptr_t) at & ~(page - 1);
    size_t whole = ((uintptr_t) at + bytes - first + page - 1) & ~(page - 1);
    (void) !mlock((void *) first, whole);
    (void) !madvise((void *) first, whole, MADV_DONTDUMP);
}
