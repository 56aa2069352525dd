/* route_state: what the files of the route share among themselves. Inner header of broker.
 * Entries are named by their position in the pool; NONE is no entry. Queues are doubly linked
 * through the entries and kept in ticket order, which is order of arrival. */
#ifndef HALL_BROKER_ROUTE_STATE_H
#define HALL_BROKER_ROUTE_STATE_H

#include "broker/route.h"

#define NONE UINT32_MAX
#define NOBODY ROUTE_WORKERS_MAX /* queue of commands whose service has no worker */
#define CLIENTS_MAX 4u
#define WATCHERS_MAX 256u
#define NAME_BYTES 64u

typedef struct entry {
    enum { ENTRY_FREE, ENTRY_WAITING, ENTRY_SENT } state;
    route_request request;
    Kernel__Class queue_class;
    uint64_t ticket;
    uint32_t delivery;
    int64_t deadline_us; /* monotonic */
    unsigned worker;     /* whose queue it waits in, or to whom it was sent */
    uint32_t before, after, chain;
    unsigned n_client;
    peer client[CLIENTS_MAX];
} entry;

/* late_reason: "not_started" only when no worker can have run it, here or elsewhere. */
const char *late_reason(const route_request *request, uint32_t delivery);

typedef struct queue {
    uint32_t first, last;
} queue;

typedef struct worker {
    bool used, leaving;
    char name[NAME_BYTES];
    peer address;
    uint64_t services;
    uint32_t weight, credit, open, open_bulk;
    int64_t heard_us;
    int turn[ROUTE_CLASSES]; /* smooth weighted round robin */
} worker;

typedef struct watcher {
    peer address;
    int64_t until_us;
} watcher;

struct route {
    route_options options;
    route_emit *emit;
    void *self;
    int64_t now_us, scan_us, tick_us;
    bool draining;
    uint64_t sequence;
    entry *pool;
    uint32_t free; /* list through entry.after */
    uint32_t *bucket, n_bucket;
    size_t n_open;
    uint32_t waiting[ROUTE_CLASSES];
    worker worker[ROUTE_WORKERS_MAX];
    queue queue[ROUTE_WORKERS_MAX + 1][ROUTE_CLASSES];
    uint8_t owner[ROUTE_SERVICES_MAX][SHARDS]; /* a worker, or NOBODY */
    unsigned n_watcher;
    position_set position; /* last ones hinted at */
    watcher watcher[WATCHERS_MAX];
    uint64_t answered, refused_busy, refused_deadline, resent;
};

static inline bool same_peer(const peer *a, const peer *b) {
    if (a->socket != b->socket || a->size != b->size) return false;
    for (unsigned i = 0; i < a->size; i++)
        if (a->id[i] != b->id[i]) return false;
    return true;
}

/* route_pool.c: entries, the table by command id, queues. */
bool pool_open(route *r);
uint32_t entry_new(route *r, const route_request *request);
void entry_free(route *r, uint32_t e); /* releases the frame; takes it out of queue or worker */
uint32_t entry_by_id(const route *r, const route_request *request);
uint32_t entry_by_ticket(const route *r, uint64_t ticket);
void entry_wait(route *r, uint32_t e, unsigned w);
void entry_unwait(route *r, uint32_t e);
void entry_sent(route *r, uint32_t e, unsigned w);
void entry_back(route *r, uint32_t e);
void entry_join(entry *it, const peer *client);

/* route_worker.c: who is there, who owns which shard, who gets what next. */
uint32_t worker_by_peer(const route *r, const peer *address);
uint32_t worker_by_name(const route *r, const char *name);
void worker_hello(route *r, const route_event *event);
void worker_leave(route *r, unsigned w);
void worker_lost(route *r, unsigned w);
unsigned worker_for(const route *r, const entry *it);
void dispatch(route *r, unsigned w);

/* route.c */
void refuse_all(route *r, uint32_t e, status code, const char *reason, uint32_t retry_after_ms);

#endif
