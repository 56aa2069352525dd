/* sandbox: shuts a short-lived program in before it looks at a stranger's file. Afterwards it can
 * read and write what is open, take memory, and end; it cannot open files, make sockets or
 * processes, or run other code: the kernel ends a process that tries by SIGSYS. Calls that only ask
 * about the machine fail with ENOSYS. Linux only (seccomp). */
#ifndef HALL_ROSTER_SANDBOX_H
#define HALL_ROSTER_SANDBOX_H

#include "proto/runtime/status.h"

#define SANDBOX_MEMORY_BYTES (256ull << 20)

/* sandbox_close: for good. cpu_s: seconds of processor time,
 * then SIGXCPU. Files above descriptor 2 are closed. A
 * sanitizer build keeps address space and calls free, for its own runtime needs them. E_INTERNAL
 * when the system refuses. */
status sandbox_close(uint32_t cpu_s) MUST_CHECK;

/* sandbox_is_tight: false in a sanitizer build. */
bool sandbox_is_tight(void);

#endif
