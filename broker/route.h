/* route: the broker's whole decision, as a step over (state, event with time) that tells which
 * frames to send. No sockets, no clock, no allocation after route_open; sockets are main.c's. It
 * holds nothing that would be missed after a kill: an unanswered command is repeated by its sender.
 *
 * A command is WAITING (in the queue of its shard's worker, or in the queue without a worker) or
 * SENT, then forgotten:
 *
 *     request --> WAITING --credit--> SENT --answer--> forgotten
 *                  |   ^                |
 *          deadline|   +--worker lost---+   (delivery + 1)
 *                  v
 *               E_DEADLINE
 *
 * Invariants: 1 never more SENT at a worker than it granted; 2 every request is answered once to
 * each client that asked, or its client's own deadline passes; 3 a waiting queue never exceeds its
 * limit by new requests; 4 equal (names, services, weights) give equal owners at every broker. */
#ifndef HALL_BROKER_ROUTE_H
#define HALL_BROKER_ROUTE_H

#include "kernel/envelope.pb-c.h"
#include "proto/runtime/catalog.h"
#include "proto/runtime/position.h"

#define ROUTE_WORKERS_MAX 64u
#define ROUTE_SERVICES_MAX 64u
#define ROUTE_CLASSES 3u

/* Address of a peer: which socket, and the routing id the socket gave it. */
typedef struct peer {
    uint8_t socket, size;
    uint8_t id[30];
} peer;

/* limit     waiting commands per class, by Kernel__Class
 * open_max  commands waiting or sent, all together
 * seed      where ticket numbers begin: random, so that a restarted broker repeats none
 * service   n_service names, borrowed; a request's service is a position in it */
typedef struct route_options {
    const char *broker;
    uint32_t limit[ROUTE_CLASSES];
    uint32_t open_max;
    uint32_t delivery_max;
    int64_t lost_after_us;
    uint64_t seed;
    unsigned n_service;
    const char *const *service;
} route_options;

/* A request as request.c reads it. `digest` covers everything that makes two sendings of one id the
 * same act. `frame` is passed on as it is and belongs to the route until RELEASE. */
typedef struct route_request {
    uint8_t id[16];
    uint8_t digest[16];
    const command_type *command;
    unsigned service;
    uint32_t shard;
    uint32_t ttl_ms;
    uint32_t attempt; /* the sender's count: above 1 another broker may have had it before */
    int64_t received_at_us;
    void *frame;
} route_request;

typedef enum route_event_kind {
    ROUTE_REQUEST, /* a client's command or query */
    ROUTE_ANSWER,  /* a worker's answer; `frame` stays the caller's */
    ROUTE_HELLO,   /* a worker registers, or renews */
    ROUTE_BEAT,    /* a worker lives */
    ROUTE_PULSE,   /* the worker hello.name lives, says another connection of it */
    ROUTE_CREDIT,
    ROUTE_LEAVE,
    ROUTE_GONE,  /* sending to this worker is impossible */
    ROUTE_WATCH, /* a client wants hints for the next ten seconds */
    ROUTE_HINT,
    ROUTE_TICK,  /* time passed */
    ROUTE_DRAIN, /* take nothing new in */
    ROUTE_STOP   /* give back what waits */
} route_event_kind;

typedef struct route_event {
    route_event_kind kind;
    int64_t now_us; /* monotonic */
    peer from;
    union {
        route_request request;
        struct {
            uint64_t ticket;
            void *frame;
        } answer;
        struct {
            const char *name;
            uint64_t services; /* bit per position in the service table */
            uint32_t credit, weight;
        } hello;
        uint32_t credit;
        struct {
            log_position position;
            void *said; /* what it touched, the caller's */
        } hint;
    };
} route_event;

typedef enum route_effect_kind {
    EFFECT_WORK,    /* to a worker: stamp and frame */
    EFFECT_ANSWER,  /* to a client: the worker's answer `frame` */
    EFFECT_REFUSE,  /* to a client: an answer of the broker itself */
    EFFECT_WELCOME, /* to a worker */
    EFFECT_BEAT,    /* to a worker */
    EFFECT_LEFT,    /* to a worker: nothing more comes after this */
    EFFECT_HINT,    /* to a watcher; `frame` is what was said, NULL: of everything before */
    EFFECT_NOTE,    /* for the log: worker `name` has `reason` joined, lost, leaving */
    EFFECT_RELEASE  /* `frame` is no longer needed */
} route_effect_kind;

typedef struct route_effect {
    route_effect_kind kind;
    peer to;
    void *frame;
    uint8_t id[16];
    uint64_t ticket;
    uint32_t shard, delivery;
    int64_t received_at_us, deadline_us; /* of the stamp, real time */
    status code;
    const char *reason, *name;
    uint32_t retry_after_ms;
    log_position position;
} route_effect;

/* Called for each frame to send, in order, during route_step; must not call the route. */
typedef void route_emit(void *self, const route_effect *effect);

typedef struct route route;

/* route_open: takes all memory it will ever use; NULL when there is none. Close accepts NULL and
 * releases nothing: call it after ROUTE_STOP. */
route *route_open(const route_options *options, route_emit *emit, void *self);
void route_close(route *r);

/* route_step: one event. Time never goes back. */
void route_step(route *r, const route_event *event);

/* route_wait_us: time until the next ROUTE_TICK is needed, at most 100 000. */
int64_t route_wait_us(const route *r, int64_t now_us);

/* route_open_count: commands waiting or sent. */
size_t route_open_count(const route *r);

/* route_owner: name of the worker that owns a shard of a service, NULL for none. */
const char *route_owner(const route *r, unsigned service, uint32_t shard);

/* route_status: fills counters, queues and workers. The arrays are given by the caller. */
void route_status(const route *r, Bus__BrokerStatus *out, Bus__QueueStatus queues[ROUTE_CLASSES],
                  Bus__WorkerStatus workers[ROUTE_WORKERS_MAX]);

#endif
