/* notify: the socket on which programs say that they serve (READY=1, the protocol of sd_notify(3)).
 * Who says it is taken from the kernel, never from the message. */
#ifndef HALL_SUPERVISOR_NOTIFY_H
#define HALL_SUPERVISOR_NOTIFY_H

#include <stdbool.h>
#include <sys/types.h>

/* notify_open: the socket at `path`, a new one each time, and NOTIFY_SOCKET in the environment of
 * the programs started from now on. -1 after a sentence. */
int notify_open(const char *path);

/* notify_take: the next process that says it is ready; false when nobody has said so since. */
bool notify_take(int fd, pid_t *who);

#endif
