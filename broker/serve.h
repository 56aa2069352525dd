/* serve: the broker's loop. Turns frames into events of the route and its effects into frames;
 * reads the clocks. Decides nothing. */
#ifndef HALL_BROKER_SERVE_H
#define HALL_BROKER_SERVE_H

#include "broker/keys.h"
#include "broker/route.h"

#define SERVE_SOCKETS 4u

/* socket    front ipc, back ipc, front tcp, back tcp; NULL where there is none
 * zap       handler of zap.h
 * own       the broker's own keys, borrowed
 * ring      replaced when the folder changes; owned by the server from serve() on
 * signals   a signalfd: the first signal begins the drain, the second ends it */
typedef struct server_options {
    const char *name, *keys;
    void *socket[SERVE_SOCKETS];
    void *zap;
    const peer_key *own;
    key_ring *ring;
    int signals;
    int64_t clock_offset_s, drain_ms;
    route_options route;
} server_options;

/* serve: runs until drained. E_UNAVAILABLE when there is no memory. */
status serve(const server_options *options) MUST_CHECK;

#endif
