/* route: the step. Entries and queues are in route_pool.c, workers and ownership in
 * route_worker.c. */
#include "broker/route.h"

#include <stdlib.h>

#include "broker/route_state.h"

#define SCAN_US 100000 /* how often time limits are looked at */
#define WATCH_US 10000000

route *route_open(const route_options *options, route_emit *emit, void *self) {
    must(options->n_service <= ROUTE_SERVICES_MAX);
    route *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->options = *options;
    r->emit = emit;
    r->self = self;
    r->sequence = options->seed & (UINT64_MAX >> 21);
    for (unsigned s = 0; s < ROUTE_SERVICES_MAX; s++)
        for (unsigned shard = 0; shard < SHARDS; shard++) r->owner[s][shard] = NOBODY;
    if (!pool_open(r)) {
        route_close(r);
        return NULL;
    }
    return r;
}

void route_close(route *r) {
    if (r) {
        free(r->pool);
        free(r->bucket);
        free(r);
    }
}

static void refuse(route *r, const peer *client, const route_request *request, status code,
                   const char *reason, uint32_t retry_after_ms) {
    route_effect effect = {.kind = EFFECT_REFUSE,
                           .to = *client,
                           .code = code,
                           .reason = reason,
                           .retry_after_ms = retry_after_ms,
                           .received_at_us = request->received_at_us};
    for (unsigned i = 0; i < sizeof effect.id; i++) effect.id[i] = request->id[i];
    r->emit(r->self, &effect);
}

void refuse_all(route *r, uint32_t e, status code, const char *reason, uint32_t retry_after_ms) {
    const entry *it = &r->pool[e];
    for (unsigned i = 0; i < it->n_client; i++)
        refuse(r, &it->client[i], &it->request, code, reason, retry_after_ms);
    entry_free(r, e);
}

/* A full class refuses, except for a worker that would start at once. Bulk yields first: it is
 * refused as soon as filings fill half of their own room. */
static bool class_is_full(const route *r, const route_request *request) {
    Kernel__Class queue_class = request->command->queue_class;
    const entry probe = {.request = *request};
    unsigned w = worker_for(r, &probe);
    if (w != NOBODY && r->worker[w].credit > 0 && r->queue[w][queue_class].first == NONE)
        return false;
    bool yields = queue_class == KERNEL__CLASS__BULK &&
                  r->waiting[KERNEL__CLASS__FILING] * 2 > r->options.limit[KERNEL__CLASS__FILING];
    return yields || r->waiting[queue_class] >= r->options.limit[queue_class];
}

const char *late_reason(const route_request *request, uint32_t delivery) {
    return request->attempt > 1 || delivery > 1 ? "in_progress" : "not_started";
}

static void give_up(route *r, const route_event *event, status code, const char *reason,
                    uint32_t retry_after_ms) {
    refuse(r, &event->from, &event->request, code, reason, retry_after_ms);
    r->emit(r->self, &(route_effect){.kind = EFFECT_RELEASE, .frame = event->request.frame});
}

static void on_request(route *r, const route_event *event) {
    const route_request *request = &event->request;
    uint32_t e = entry_by_id(r, request);
    if (e != NONE) {
        entry_join(&r->pool[e], &event->from);
        r->emit(r->self, &(route_effect){.kind = EFFECT_RELEASE, .frame = request->frame});
        return;
    }
    if (r->draining) {
        give_up(r, event, E_UNAVAILABLE, "draining", 0);
        return;
    }
    if (request->ttl_ms == 0) {
        r->refused_deadline++;
        give_up(r, event, E_DEADLINE, late_reason(request, 1), 0);
        return;
    }
    e = class_is_full(r, request) ? NONE : entry_new(r, request);
    if (e == NONE) {
        r->refused_busy++;
        give_up(r, event, E_BUSY, "queue_full",
                request->command->queue_class == KERNEL__CLASS__BULK ? 2000 : 500);
        return;
    }
    entry_join(&r->pool[e], &event->from);
    unsigned w = worker_for(r, &r->pool[e]);
    entry_wait(r, e, w);
    if (w != NOBODY) dispatch(r, w);
}

/* Taken from any worker: a late answer of one given up for lost is as true as its successor's. */
static void on_answer(route *r, const route_event *event) {
    uint32_t e = entry_by_ticket(r, event->answer.ticket);
    uint32_t from = worker_by_peer(r, &event->from);
    if (from != NONE) r->worker[from].heard_us = r->now_us;
    if (e == NONE) return;
    const entry *it = &r->pool[e];
    for (unsigned i = 0; i < it->n_client; i++) {
        r->emit(r->self, &(route_effect){.kind = EFFECT_ANSWER,
                                         .to = it->client[i],
                                         .frame = event->answer.frame});
    }
    r->answered++;
    entry_free(r, e);
}

static void tell_position(route *r, const peer *to, log_position at, void *said) {
    r->emit(r->self,
            &(route_effect){.kind = EFFECT_HINT, .to = *to, .position = at, .frame = said});
}

/* Who begins to watch is told at once where each lane of the log stands. */
static void tell_all_positions(route *r, const peer *to) {
    for (uint32_t lane = 0; lane < POSITION_LANES_MAX; lane++)
        if (r->position.number[lane] > 0)
            tell_position(r, to, (log_position){lane, r->position.number[lane]}, NULL);
}

static void on_watch(route *r, const route_event *event) {
    watcher *room = NULL;
    for (unsigned i = 0; i < r->n_watcher; i++)
        if (same_peer(&r->watcher[i].address, &event->from)) room = &r->watcher[i];
    if (!room && r->n_watcher < WATCHERS_MAX) {
        room = &r->watcher[r->n_watcher++];
        tell_all_positions(r, &event->from);
    }
    if (room) *room = (watcher){event->from, r->now_us + WATCH_US};
}

/* A late hint of an older position is passed on as what is known already. */
static void on_hint(route *r, const route_event *event) {
    uint32_t lane = event->hint.position.lane;
    if (lane >= POSITION_LANES_MAX) return;
    positions_raise(&r->position, event->hint.position);
    for (unsigned i = 0; i < r->n_watcher; i++)
        tell_position(r, &r->watcher[i].address, (log_position){lane, r->position.number[lane]},
                      event->hint.said);
}

/* When this process stood still itself, the silence of the others means nothing. */
static void find_lost(route *r) {
    int64_t stood_us = r->tick_us == 0 ? 0 : r->now_us - r->tick_us - 2 * SCAN_US;
    r->tick_us = r->now_us;
    for (unsigned w = 0; w < ROUTE_WORKERS_MAX; w++) {
        worker *it = &r->worker[w];
        it->heard_us += stood_us > 0 ? stood_us : 0;
        if (it->used && r->now_us - it->heard_us > r->options.lost_after_us) worker_lost(r, w);
    }
}

static void end_late(route *r) {
    for (uint32_t e = 0; r->n_open > 0 && e < r->options.open_max; e++) {
        if (r->pool[e].state == ENTRY_WAITING && r->pool[e].deadline_us <= r->now_us) {
            const entry *it = &r->pool[e];
            bool nobody = it->worker == NOBODY;
            r->refused_deadline++;
            refuse_all(r, e, nobody ? E_UNAVAILABLE : E_DEADLINE,
                       nobody ? "no_worker" : late_reason(&it->request, it->delivery), 0);
        }
    }
}

static void on_tick(route *r) {
    if (r->now_us < r->scan_us) return;
    r->scan_us = r->now_us + SCAN_US;
    find_lost(r);
    end_late(r);
    for (unsigned i = r->n_watcher; i-- > 0;)
        if (r->watcher[i].until_us <= r->now_us) r->watcher[i] = r->watcher[--r->n_watcher];
}

static void on_stop(route *r) {
    r->draining = true;
    for (uint32_t e = 0; e < r->options.open_max; e++)
        if (r->pool[e].state != ENTRY_FREE) refuse_all(r, e, E_UNAVAILABLE, "stopped", 0);
}

static void on_pulse(route *r, const route_event *event) {
    uint32_t w = worker_by_name(r, event->hello.name);
    if (w != NONE) r->worker[w].heard_us = r->now_us;
}

static void on_worker(route *r, const route_event *event) {
    uint32_t w = worker_by_peer(r, &event->from);
    if (w == NONE) return;
    worker *it = &r->worker[w];
    it->heard_us = r->now_us;
    switch (event->kind) {
    case ROUTE_BEAT:
        r->emit(r->self, &(route_effect){.kind = EFFECT_BEAT, .to = event->from});
        break;
    case ROUTE_CREDIT:
        it->credit += event->credit;
        dispatch(r, w);
        break;
    case ROUTE_LEAVE:
        worker_leave(r, w);
        break;
    default:
        worker_lost(r, w);
    }
}

void route_step(route *r, const route_event *event) {
    r->now_us = event->now_us;
    switch (event->kind) {
    case ROUTE_REQUEST:
        on_request(r, event);
        break;
    case ROUTE_ANSWER:
        on_answer(r, event);
        break;
    case ROUTE_HELLO:
        worker_hello(r, event);
        break;
    case ROUTE_PULSE:
        on_pulse(r, event);
        break;
    case ROUTE_BEAT:
    case ROUTE_CREDIT:
    case ROUTE_LEAVE:
    case ROUTE_GONE:
        on_worker(r, event);
        break;
    case ROUTE_WATCH:
        on_watch(r, event);
        break;
    case ROUTE_HINT:
        on_hint(r, event);
        break;
    case ROUTE_TICK:
        on_tick(r);
        break;
    case ROUTE_DRAIN:
        r->draining = true;
        break;
    case ROUTE_STOP:
        on_stop(r);
        break;
    }
}

int64_t route_wait_us(const route *r, int64_t now_us) {
    int64_t wait = r->scan_us - now_us;
    return wait < 0 ? 0 : wait > SCAN_US ? SCAN_US : wait;
}

size_t route_open_count(const route *r) {
    return r->n_open;
}

const char *route_owner(const route *r, unsigned service, uint32_t shard) {
    unsigned w = r->owner[service][shard];
    return w == NOBODY ? NULL : r->worker[w].name;
}
