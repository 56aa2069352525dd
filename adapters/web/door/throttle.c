/* throttle: see throttle.h. A few hundred addresses at most are known at once; the one that was
 * quiet for the longest time is forgotten for a new one. */
#include "adapters/web/door/throttle.h"

#include <stdlib.h>
#include <string.h>

#include "proto/runtime/network.h"

enum {
    ADDRESSES_MAX = 1024,
    AT_ONCE = 4, /* on their way, over all addresses: what the hashing worker does in time */
    AT_ONCE_EVENED = 64, /* likewise of those that mostly wait for their time (option evened) */
    WAITING_MAX = 64,    /* of one address: an office in the morning */
    WAITING_ALL = 400,   /* of all together, far fewer than the door has connections */
    FAILURES_MAX = 20,   /* of one address, each forgotten after FORGET_US */
    FORGET_US = 30000000,
    WAIT_US_MAX = 15000000
};

/* failures_us: the time at which the last counted failure is forgotten; a level that sinks. */
typedef struct place {
    char address[NETWORK_BYTES];
    int64_t failures_us, served_us;
    unsigned waiting, sent;
} place;

/* A request on its way or waiting; the state beside its arena. */
struct ticket {
    request *request;
    place *place;
    Bus__Envelope envelope;
    uint32_t timeout_ms;
    bus_answered *answered;
    int64_t since_us;
    bool sent;
    ticket *next;
};

struct throttle {
    place place[ADDRESSES_MAX];
    unsigned n_places, n_waiting;
    unsigned n_sent[2]; /* by is_evened */
    ticket *first;      /* in the order of arrival */
};

throttle *throttle_open(void) {
    return calloc(1, sizeof(throttle));
}

void throttle_close(throttle *t) {
    free(t);
}

static bool is_idle(const place *p) {
    return !p->waiting && !p->sent;
}

static int64_t quiet_since(const place *p) {
    return p->served_us > p->failures_us ? p->served_us : p->failures_us;
}

/* The address's place; NULL when all are busy. */
static place *place_of(throttle *t, const char *address) {
    place *quiet = NULL;
    for (unsigned i = 0; i < t->n_places; i++) {
        place *p = &t->place[i];
        if (!strcmp(p->address, address)) return p;
        if (is_idle(p) && (!quiet || quiet_since(p) < quiet_since(quiet))) quiet = p;
    }
    place *fresh = t->n_places < ADDRESSES_MAX ? &t->place[t->n_places++] : quiet;
    if (!fresh) return NULL;
    *fresh = (place){.waiting = 0};
    memcpy(fresh->address, address, strlen(address) + 1);
    return fresh;
}

static bool failed_too_often(const place *p, int64_t now_us) {
    return p->failures_us - now_us > (int64_t) FAILURES_MAX * FORGET_US;
}

static bool is_evened(const ticket *at) {
    return at->request->route.command->evened;
}

static bool has_room(const throttle *t, const ticket *at) {
    return t->n_sent[is_evened(at)] < (is_evened(at) ? AT_ONCE_EVENED : AT_ONCE);
}

static void drop(throttle *t, ticket *gone) {
    ticket **at = &t->first;
    while (*at != gone) at = &(*at)->next;
    *at = gone->next;
    if (gone->sent)
        gone->place->sent--, t->n_sent[is_evened(gone)]--;
    else
        gone->place->waiting--, t->n_waiting--;
    gone->request->ticket = NULL;
    free(gone);
}

/* Who is next: of the addresses with nothing on its way and of what has room, the one that was
 * served longest ago. Who was answered otherwise meanwhile, because the hall stops, is not sent any
 * more. */
static ticket *next_ticket(const throttle *t) {
    ticket *next = NULL;
    for (ticket *at = t->first; at; at = at->next) {
        if (at->sent || at->place->sent || at->request->response || !has_room(t, at)) continue;
        if (!next || at->place->served_us < next->place->served_us) next = at;
    }
    return next;
}

static void send_ticket(throttle *t, ticket *go) {
    go->sent = true;
    go->place->waiting--;
    t->n_waiting--;
    go->place->sent++;
    go->place->served_us = web_now_us();
    t->n_sent[is_evened(go)]++;
    request *r = go->request;
    if (request_publish(r, &go->envelope, go->timeout_ms, go->answered)) return;
    drop(t, go);
    request_resume(r);
}

static void go_on(throttle *t) {
    ticket *next;
    while ((next = next_ticket(t))) send_ticket(t, next);
}

static void turn_away(throttle *t, ticket *gone) {
    request *r = gone->request;
    drop(t, gone);
    request_refuse(r, (problem){.code = E_BUSY, .reason = "logins"});
    request_resume(r);
}

/* Whose turn is last: of the address served latest, who came last. */
static ticket *last_ticket(const throttle *t) {
    ticket *last = NULL;
    for (ticket *at = t->first; at; at = at->next) {
        if (at->sent || at->request->response) continue;
        if (!last || at->place->served_us >= last->place->served_us) last = at;
    }
    return last;
}

/* A crowd is told at once that there is no room, so that it keeps no connections from others. */
static void make_room(throttle *t) {
    ticket *last = t->n_waiting > WAITING_ALL ? last_ticket(t) : NULL;
    if (last) turn_away(t, last);
}

bool throttle_enter(request *r, const Bus__Envelope *envelope, uint32_t timeout_ms,
                    bus_answered *answered) {
    throttle *t = r->web->throttle;
    char from[NETWORK_BYTES];
    network_of(r->visitor->address, from);
    place *p = place_of(t, from);
    if (!p) return request_refuse(r, (problem){.code = E_BUSY});
    if (failed_too_often(p, web_now_us()) || p->waiting >= WAITING_MAX)
        return request_refuse(r, (problem){.code = E_TOO_OFTEN, .reason = "logins"});
    ticket *mine = calloc(1, sizeof *mine);
    must(mine);
    *mine = (ticket){.request = r,
                     .place = p,
                     .envelope = *envelope,
                     .timeout_ms = timeout_ms,
                     .answered = answered,
                     .since_us = web_now_us()};
    ticket **last = &t->first;
    while (*last) last = &(*last)->next;
    *last = r->ticket = mine;
    p->waiting++;
    t->n_waiting++;
    request_suspend(r);
    go_on(t);
    make_room(t);
    return true;
}

void throttle_leave(request *r, bool failed) {
    if (!r->ticket) return;
    throttle *t = r->web->throttle;
    place *p = r->ticket->place;
    int64_t now = web_now_us();
    if (failed) p->failures_us = (p->failures_us > now ? p->failures_us : now) + FORGET_US;
    drop(t, r->ticket);
    go_on(t);
}

void throttle_sweep(web *w, int64_t now_us) {
    for (ticket *at = w->throttle->first, *next; at; at = next) {
        next = at->next;
        if (!at->sent && now_us - at->since_us >= WAIT_US_MAX) turn_away(w->throttle, at);
    }
}
