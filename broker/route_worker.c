/* route_worker: membership, ownership of shards, and what a worker gets next. Ownership is
 * rendezvous hashing over names, so brokers agree without talking and a lost worker moves only its
 * own shards. A shard that moves may for a moment have commands at both workers; row versions are
 * the wall there. */
#include <stdio.h>
#include <string.h>

#include "broker/route_state.h"

/* Turns out of 13 while all three classes wait. */
static const int class_weight[ROUTE_CLASSES] = {
    [KERNEL__CLASS__FILING] = 8, [KERNEL__CLASS__QUERY] = 4, [KERNEL__CLASS__BULK] = 1};

uint32_t worker_by_peer(const route *r, const peer *address) {
    for (unsigned w = 0; w < ROUTE_WORKERS_MAX; w++)
        if (r->worker[w].used && same_peer(&r->worker[w].address, address)) return w;
    return NONE;
}

/* FNV-1a over the name, then the finaliser of splitmix64 over (name, point, shard). */
static uint64_t score(const char *name, uint32_t point, uint32_t shard) {
    uint64_t h = 0xcbf29ce484222325u;
    for (; *name != '\0'; name++) h = (h ^ (uint8_t) *name) * 0x100000001b3u;
    h += ((uint64_t) point << 32 | (shard + 1)) * 0x9e3779b97f4a7c15u;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
    return h ^ (h >> 31);
}

static bool serves(const worker *it, unsigned service) {
    return it->used && !it->leaving && (it->services >> service & 1) != 0;
}

static uint8_t best_owner(const route *r, unsigned service, uint32_t shard) {
    uint8_t best = NOBODY;
    uint64_t most = 0;
    for (unsigned w = 0; w < ROUTE_WORKERS_MAX; w++) {
        const worker *it = &r->worker[w];
        for (uint32_t point = 0; serves(it, service) && point < it->weight; point++) {
            uint64_t points = score(it->name, point, shard);
            if (best == NOBODY || points > most) {
                best = (uint8_t) w;
                most = points;
            }
        }
    }
    return best;
}

/* After every change of membership: new owners, and what waits moves to them. */
static void owners_move(route *r) {
    for (unsigned s = 0; s < r->options.n_service; s++)
        for (uint32_t shard = 0; shard < SHARDS; shard++)
            r->owner[s][shard] = best_owner(r, s, shard);
    for (unsigned queue_class = 0; queue_class < ROUTE_CLASSES; queue_class++) {
        for (unsigned w = 0; w <= NOBODY; w++) {
            for (uint32_t e = r->queue[w][queue_class].first, after; e != NONE; e = after) {
                after = r->pool[e].after;
                unsigned owner = worker_for(r, &r->pool[e]);
                if (owner != w) {
                    entry_unwait(r, e);
                    entry_wait(r, e, owner);
                }
            }
        }
    }
    for (unsigned w = 0; w < ROUTE_WORKERS_MAX; w++)
        if (r->worker[w].used) dispatch(r, w);
}

/* The owner; a query may go to the worker with most credit left when the owner has none. */
unsigned worker_for(const route *r, const entry *it) {
    unsigned owner = r->owner[it->request.service][it->request.shard];
    if (!it->request.command->query || owner == NOBODY || r->worker[owner].credit > 0) return owner;
    for (unsigned w = 0; w < ROUTE_WORKERS_MAX; w++)
        if (serves(&r->worker[w], it->request.service) &&
            r->worker[w].credit > r->worker[owner].credit)
            owner = w;
    return owner;
}

/* What was sent to a lost worker waits again, under its old ticket, so before what came later. */
static void give_back(route *r, uint32_t e) {
    const entry *it = &r->pool[e];
    if (it->deadline_us <= r->now_us) {
        r->refused_deadline++;
        refuse_all(r, e, E_DEADLINE, "in_progress", 0);
        return;
    }
    if (it->delivery >= r->options.delivery_max) {
        refuse_all(r, e, E_UNAVAILABLE, "delivered_too_often", 0);
        return;
    }
    r->resent++;
    entry_back(r, e);
}

static void note(route *r, unsigned w, const char *what) {
    r->emit(r->self, &(route_effect){.kind = EFFECT_NOTE,
                                     .to = r->worker[w].address,
                                     .name = r->worker[w].name,
                                     .reason = what});
}

void worker_lost(route *r, unsigned w) {
    note(r, w, "lost");
    for (uint32_t e = 0; e < r->options.open_max; e++)
        if (r->pool[e].state == ENTRY_SENT && r->pool[e].worker == w) give_back(r, e);
    r->worker[w].used = false;
    owners_move(r);
}

void worker_leave(route *r, unsigned w) {
    if (!r->worker[w].leaving) {
        note(r, w, "leaving");
        r->worker[w].leaving = true;
        owners_move(r);
    }
    r->emit(r->self, &(route_effect){.kind = EFFECT_LEFT, .to = r->worker[w].address});
}

uint32_t worker_by_name(const route *r, const char *name) {
    for (unsigned w = 0; w < ROUTE_WORKERS_MAX; w++)
        if (r->worker[w].used && strcmp(r->worker[w].name, name) == 0) return w;
    return NONE;
}

static uint32_t free_slot(const route *r) {
    for (unsigned w = 0; w < ROUTE_WORKERS_MAX; w++)
        if (!r->worker[w].used) return w;
    return NONE;
}

/* A known name at a new address is the same worker started again: what the old one held is lost. */
void worker_hello(route *r, const route_event *event) {
    uint32_t w = worker_by_peer(r, &event->from);
    if (w != NONE) {
        r->worker[w].heard_us = r->now_us;
        r->emit(r->self, &(route_effect){.kind = EFFECT_WELCOME, .to = event->from});
        return;
    }
    if (event->hello.name[0] == '\0' || strlen(event->hello.name) >= NAME_BYTES) return;
    w = worker_by_name(r, event->hello.name);
    if (w != NONE) worker_lost(r, w);
    w = free_slot(r);
    if (w == NONE) return;
    uint32_t weight = event->hello.weight < 1 ? 1 : event->hello.weight;
    r->worker[w] = (worker){.used = true,
                            .address = event->from,
                            .heard_us = r->now_us,
                            .services = event->hello.services,
                            .credit = event->hello.credit,
                            .weight = weight > 16 ? 16 : weight};
    snprintf(r->worker[w].name, NAME_BYTES, "%s", event->hello.name);
    note(r, w, "joined");
    r->emit(r->self, &(route_effect){.kind = EFFECT_WELCOME, .to = event->from});
    owners_move(r);
}

/* Bulk never takes the last quarter of a worker's credit, so that a filing finds room at once. */
static bool class_may_send(const worker *it, unsigned queue_class) {
    uint32_t granted = it->credit + it->open;
    return queue_class != KERNEL__CLASS__BULK || granted < 4 ||
           it->open_bulk < granted - granted / 4;
}

static uint32_t own_next(route *r, unsigned w) {
    worker *it = &r->worker[w];
    int best = -1, total = 0;
    for (unsigned queue_class = 0; queue_class < ROUTE_CLASSES; queue_class++) {
        if (r->queue[w][queue_class].first == NONE || !class_may_send(it, queue_class)) continue;
        it->turn[queue_class] += class_weight[queue_class];
        total += class_weight[queue_class];
        if (best < 0 || it->turn[queue_class] > it->turn[best]) best = (int) queue_class;
    }
    if (best < 0) return NONE;
    it->turn[best] -= total;
    return r->queue[w][best].first;
}

/* A worker with nothing of its own takes a query that waits for somebody else. */
static uint32_t foreign_query(const route *r, const worker *it) {
    for (unsigned w = 0; r->waiting[KERNEL__CLASS__QUERY] > 0 && w < ROUTE_WORKERS_MAX; w++) {
        uint32_t e = r->queue[w][KERNEL__CLASS__QUERY].first;
        if (e != NONE && r->pool[e].request.command->query &&
            serves(it, r->pool[e].request.service))
            return e;
    }
    return NONE;
}

static void work_send(route *r, uint32_t e, unsigned w) {
    const entry *it = &r->pool[e];
    entry_sent(r, e, w);
    r->emit(r->self, &(route_effect){.kind = EFFECT_WORK,
                                     .to = r->worker[w].address,
                                     .frame = it->request.frame,
                                     .ticket = it->ticket,
                                     .shard = it->request.shard,
                                     .delivery = it->delivery,
                                     .received_at_us = it->request.received_at_us,
                                     .deadline_us = it->request.received_at_us +
                                                    (int64_t) it->request.ttl_ms * 1000});
}

void dispatch(route *r, unsigned w) {
    worker *it = &r->worker[w];
    while (it->used && !it->leaving && it->credit > 0) {
        uint32_t e = own_next(r, w);
        if (e == NONE) e = foreign_query(r, it);
        if (e == NONE) return;
        if (r->pool[e].deadline_us <= r->now_us) {
            r->refused_deadline++;
            const entry *late = &r->pool[e];
            refuse_all(r, e, E_DEADLINE, late_reason(&late->request, late->delivery), 0);
        } else {
            work_send(r, e, w);
        }
    }
}
