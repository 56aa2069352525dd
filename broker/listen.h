/* listen: the broker's ROUTER sockets. ipc sockets are guarded by file permissions (folder 0700,
 * socket 0600) and a lock, so that a second broker cannot take a running one's address; tcp sockets
 * admit CURVE keys known to zap.h only. */
#ifndef HALL_BROKER_LISTEN_H
#define HALL_BROKER_LISTEN_H

#include "broker/keys.h"

/* listen_ipc: `endpoint` is "ipc://PATH"; makes the folder when missing. *lock is the locked file,
 * to be closed at the end. On failure NULL and *why is one sentence. */
void *listen_ipc(void *context, const char *endpoint, int64_t bytes_max, int *lock,
                 const char **why);

/* listen_tcp: `domain` is "front" or "back". The ZAP handler must be bound already. */
void *listen_tcp(void *context, const char *endpoint, int64_t bytes_max, const char *domain,
                 const peer_key *self, const char **why);

#endif
