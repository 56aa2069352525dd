/* process: what every program of the hall does about itself: wait for the wish to stop, say that it
 * serves, split a list setting, read the clock that only measures. Talks to the operating system;
 * pure code calls none of it. */
#ifndef HALL_RUNTIME_PROCESS_H
#define HALL_RUNTIME_PROCESS_H

#include "proto/runtime/status.h"

/* process_stop_fd: from now on SIGTERM and SIGINT only make this descriptor readable, and a peer
 * that hangs up is an error code, not a signal. Call before threads start (libzmq's, too). -1 when
 * there is none to be had. */
int process_stop_fd(void);

/* process_ready: tells the starter of this program (NOTIFY_SOCKET: systemd, hall-supervisor) that
 * it serves now; does nothing without that variable. Say it once, after the last step that can
 * fail. Source: sd_notify(3). */
void process_ready(void);

/* process_listener: the listening socket that the program was started with under this name, so that
 * its port belongs to the hall even while the program is down; -1 when it was given none.
 * Source: sd_listen_fds_with_names(3). */
int process_listener(const char *name);

/* process_list: the members of a list divided by commas or blanks, at most `n`; they live as long
 * as the program. Returns how many; an empty text has none. */
unsigned process_list(const char *list, const char **out, unsigned n);

/* process_log: log_open on stderr with a level given by name; false for an unknown one. */
bool process_log(const char *program, const char *level);

/* process_ms: monotonic milliseconds; process_now_us: microseconds UTC of the wall clock. */
int64_t process_ms(void);
int64_t process_now_us(void);

#endif
