/* listen: the broker's ROUTER sockets. All admit only peers known to zap.h, whose handler must be
 * bound before: by CURVE on tcp, by a password of their keys on ipc. ipc sockets are guarded by
 * file permissions besides (the folder's group decides who comes near; 0700 when it is made here)
 * and by a lock, so that a second broker cannot take a running one's address. domain: "front" or
 * "back". */
#ifndef HALL_BROKER_LISTEN_H
#define HALL_BROKER_LISTEN_H

#include "broker/keys.h"

/* listen_ipc: `endpoint` is "ipc://PATH"; makes the folder when missing. *lock is the locked file,
 * to be closed at the end. On failure NULL and *why is one sentence. */
void *listen_ipc(void *context, const char *endpoint, int64_t bytes_max, const char *domain,
                 int *lock, const char **why);
void *listen_tcp(void *context, const char *endpoint, int64_t bytes_max, const char *domain,
                 const peer_key *self, const char **why);

#endif
