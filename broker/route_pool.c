/* route_pool: the broker's open commands. A fixed pool, a hash table by command id that lets a
 * repeated id find its open command, and the waiting queues. */
#include <stdlib.h>
#include <string.h>

#include "broker/route_state.h"

#define SLOT_BITS 20u
#define SLOT_MASK ((1u << SLOT_BITS) - 1)

bool pool_open(route *r) {
    must(r->options.open_max > 0 && r->options.open_max <= SLOT_MASK);
    r->n_bucket = 1;
    while (r->n_bucket < 2 * r->options.open_max) r->n_bucket *= 2;
    r->pool = calloc(r->options.open_max, sizeof *r->pool);
    r->bucket = malloc(r->n_bucket * sizeof *r->bucket);
    if (!r->pool || !r->bucket) return false;
    for (uint32_t i = 0; i < r->n_bucket; i++) r->bucket[i] = NONE;
    for (uint32_t i = 0; i < r->options.open_max; i++)
        r->pool[i].after = i + 1 < r->options.open_max ? i + 1 : NONE;
    r->free = 0;
    for (unsigned w = 0; w <= NOBODY; w++)
        for (unsigned queue_class = 0; queue_class < ROUTE_CLASSES; queue_class++)
            r->queue[w][queue_class] = (queue){NONE, NONE};
    return true;
}

/* The digest covers the id and is already evenly spread. */
static uint32_t *bucket_of(const route *r, const uint8_t digest[16]) {
    uint32_t hash;
    memcpy(&hash, digest, sizeof hash);
    return &r->bucket[hash & (r->n_bucket - 1)];
}

uint32_t entry_by_id(const route *r, const route_request *request) {
    uint32_t e = *bucket_of(r, request->digest);
    while (e != NONE && (memcmp(r->pool[e].request.digest, request->digest, 16) != 0 ||
                         memcmp(r->pool[e].request.id, request->id, 16) != 0))
        e = r->pool[e].chain;
    return e;
}

uint32_t entry_by_ticket(const route *r, uint64_t ticket) {
    uint32_t e = (uint32_t) (ticket & SLOT_MASK);
    bool known =
        e < r->options.open_max && r->pool[e].state != ENTRY_FREE && r->pool[e].ticket == ticket;
    return known ? e : NONE;
}

/* The ticket's upper bits count arrivals, its lower bits name the slot. */
uint32_t entry_new(route *r, const route_request *request) {
    uint32_t e = r->free;
    if (e == NONE) return NONE;
    entry *it = &r->pool[e];
    uint32_t *bucket = bucket_of(r, request->digest);
    r->free = it->after;
    *it = (entry){.state = ENTRY_WAITING,
                  .request = *request,
                  .queue_class = request->command->queue_class,
                  .ticket = ++r->sequence << SLOT_BITS | e,
                  .delivery = 1,
                  .worker = NOBODY,
                  .deadline_us = r->now_us + (int64_t) request->ttl_ms * 1000,
                  .before = NONE,
                  .after = NONE,
                  .chain = *bucket};
    *bucket = e;
    r->n_open++;
    return e;
}

static void unchain(route *r, uint32_t e) {
    uint32_t *link = bucket_of(r, r->pool[e].request.digest);
    while (*link != e) link = &r->pool[*link].chain;
    *link = r->pool[e].chain;
}

void entry_unwait(route *r, uint32_t e) {
    entry *it = &r->pool[e];
    queue *q = &r->queue[it->worker][it->queue_class];
    *(it->before == NONE ? &q->first : &r->pool[it->before].after) = it->after;
    *(it->after == NONE ? &q->last : &r->pool[it->after].before) = it->before;
    it->before = it->after = NONE;
    r->waiting[it->queue_class]--;
}

static void unsend(route *r, entry *it) {
    worker *w = &r->worker[it->worker];
    w->open--;
    w->open_bulk -= it->queue_class == KERNEL__CLASS__BULK;
}

void entry_free(route *r, uint32_t e) {
    entry *it = &r->pool[e];
    if (it->state == ENTRY_WAITING)
        entry_unwait(r, e);
    else
        unsend(r, it);
    unchain(r, e);
    r->emit(r->self, &(route_effect){.kind = EFFECT_RELEASE, .frame = it->request.frame});
    it->state = ENTRY_FREE;
    it->after = r->free;
    r->free = e;
    r->n_open--;
}

/* Walks from the end: new arrivals have the highest ticket, only commands sent again walk far. */
void entry_wait(route *r, uint32_t e, unsigned w) {
    entry *it = &r->pool[e];
    queue *q = &r->queue[w][it->queue_class];
    uint32_t before = q->last;
    while (before != NONE && r->pool[before].ticket > it->ticket) before = r->pool[before].before;
    it->state = ENTRY_WAITING;
    it->worker = w;
    it->before = before;
    it->after = before == NONE ? q->first : r->pool[before].after;
    *(before == NONE ? &q->first : &r->pool[before].after) = e;
    *(it->after == NONE ? &q->last : &r->pool[it->after].before) = e;
    r->waiting[it->queue_class]++;
}

void entry_sent(route *r, uint32_t e, unsigned w) {
    entry *it = &r->pool[e];
    entry_unwait(r, e);
    it->state = ENTRY_SENT;
    it->worker = w;
    r->worker[w].credit--;
    r->worker[w].open++;
    r->worker[w].open_bulk += it->queue_class == KERNEL__CLASS__BULK;
}

/* From a lost worker into the queue without a worker, until owners are known again. */
void entry_back(route *r, uint32_t e) {
    unsend(r, &r->pool[e]);
    r->pool[e].delivery++;
    entry_wait(r, e, NOBODY);
}

/* The same client asking again changes nothing; beyond the room the oldest client gives way, it
 * will ask again. */
void entry_join(entry *it, const peer *client) {
    for (unsigned i = 0; i < it->n_client; i++)
        if (same_peer(&it->client[i], client)) return;
    if (it->n_client == CLIENTS_MAX) {
        memmove(it->client, it->client + 1, (CLIENTS_MAX - 1) * sizeof *it->client);
        it->n_client--;
    }
    it->client[it->n_client++] = *client;
}
