/* guard: what a program that holds keys does for them: no core dump, no debugger, nothing of the
 * kernel that it never needs, and its keys are not swapped out. The units of systemd do the like
 * once more; this holds wherever the program runs. */
#ifndef HALL_RUNTIME_GUARD_H
#define HALL_RUNTIME_GUARD_H

#include <stdbool.h>
#include <stddef.h>

typedef enum guard_kind {
    GUARD_ALONE,   /* starts no other program: that is refused, too */
    GUARD_STARTER, /* starts one: the reader of workbooks */
} guard_kind;

/* guard_process: once, before the first key is read and the first thread is started. What is
 * refused from then on ends with EPERM. False when the system has no such filter; the program may
 * go on. */
bool guard_process(guard_kind kind);

/* guard_memory: keys in these bytes are neither swapped out nor dumped, as far as the system's
 * limit (RLIMIT_MEMLOCK) goes. Whoever frees them wipes them first. */
void guard_memory(void *at, size_t bytes);

#endif
