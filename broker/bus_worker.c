/* bus_worker: the worker's half. Commands are held from receipt to answer, by ticket, so that one
 * that a broker sends twice (it thought us lost) is run once and answered once. What is held when the
 * process dies is sent to another worker by its broker. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "broker/bus.h"
#include "broker/link.h"
#include "proto/runtime/crypt.h"

#define CREDIT_FLUSH 16u /* answers between two grants of credit, at most */
#define BROKER_BYTES 64u

typedef struct held {
    enum { HELD_FREE, HELD_WAITING, HELD_TAKEN } state;
    unsigned link;
    char broker[BROKER_BYTES];
    uint64_t ticket;
    uint32_t delivery;
    int64_t order; /* of arrival: kept when put back, so that it comes first again */
    int64_t late_us;
    zmq_msg_t stamp, envelope;
} held;

typedef struct registration {
    bool welcomed, left;
    uint32_t returned; /* credit to grant again */
} registration;

struct bus_worker {
    void *context;
    peer_key key;
    key_ring *ring;
    char *keys_dir;
    struct timespec keys_changed;
    unsigned n_link;
    bus_link link[BUS_BROKERS_MAX];
    registration at[BUS_BROKERS_MAX];
    Bus__Hello hello;
    zmq_msg_t hello_frame;
    uint32_t credit;
    bool leaving;
    held *held;
    size_t n_held, held_room, n_waiting, n_taken;
    int64_t last; /* order given out last */
};

/* ---- open and close ------------------------------------------------------------------------ */

static status ring_load(bus_worker *w) {
    struct stat info;
    key_ring *ring;
    if (stat(w->keys_dir, &info) != 0) {
        return E_NOT_FOUND;
    }
    status state = key_ring_open(w->keys_dir, &ring);
    if (state == OK) {
        key_ring_close(w->ring);
        w->ring = ring;
        w->keys_changed = info.st_mtim;
    }
    return state;
}

/* A peer made after our start: the folder has changed since. */
static bool ring_refresh(bus_worker *w) {
    struct stat info;
    return stat(w->keys_dir, &info) == 0 &&
           memcmp(&info.st_mtim, &w->keys_changed, sizeof info.st_mtim) != 0 && ring_load(w) == OK;
}

static status worker_start(bus_worker *w, const bus_worker_options *options) {
    Bus__Hello *hello = &w->hello;
    bus__hello__init(hello);
    hello->name = w->key.name;
    hello->service = (char **) options->service;
    hello->n_service = options->n_service;
    hello->weight = options->weight != 0 ? options->weight : 1;
    hello->version = options->version != NULL ? (char *) options->version : (char *) "";
    if (options->n_service != 0) {
        hello->service = calloc(options->n_service, sizeof *hello->service);
        for (unsigned i = 0; hello->service != NULL && i < options->n_service; i++) {
            hello->service[i] = strdup(options->service[i]);
        }
    }
    hello->version = strdup(hello->version);
    w->credit = options->credit;
    w->context = zmq_ctx_new();
    w->keys_dir = strdup(options->keys_dir);
    if (w->context == NULL || w->keys_dir == NULL || hello->version == NULL ||
        (options->n_service != 0 && hello->service == NULL)) {
        return E_UNAVAILABLE;
    }
    link_options links = {.self = &w->key, .bytes_max = BUS_COMMAND_BYTES_MAX + 1024,
                          .linger_ms = 5000};
    status state = links_open(w->link, w->n_link, w->context, options->endpoint,
                              options->keys_dir, options->broker_cert, &links);
    return state == OK ? ring_load(w) : state;
}

status bus_worker_open(const bus_worker_options *options, bus_worker **out) {
    bus_worker *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return E_UNAVAILABLE;
    }
    w->n_link = options->n_endpoint;
    status state = options->credit > 0 ? OK : E_FORM;
    if (state == OK) {
        state = keys_load(options->keys_dir, options->name, &w->key);
    }
    if (state == OK) {
        state = worker_start(w, options);
    }
    if (state != OK) {
        bus_worker_close(w);
        return state;
    }
    *out = w;
    return OK;
}

void bus_worker_close(bus_worker *w) {
    if (w == NULL) {
        return;
    }
    links_close(w->link, w->n_link < BUS_BROKERS_MAX ? w->n_link : BUS_BROKERS_MAX);
    for (size_t i = 0; i < w->n_held; i++) {
        if (w->held[i].state != HELD_FREE) {
            zmq_msg_close(&w->held[i].stamp);
            zmq_msg_close(&w->held[i].envelope);
        }
    }
    if (w->context != NULL) {
        zmq_ctx_term(w->context);
    }
    for (size_t i = 0; w->hello.service != NULL && i < w->hello.n_service; i++) {
        free(w->hello.service[i]);
    }
    free(w->hello.service);
    free(w->hello.version);
    free(w->keys_dir);
    free(w->held);
    key_ring_close(w->ring);
    crypt_wipe(&w->key, sizeof w->key);
    free(w);
}

/* ---- what is held -------------------------------------------------------------------------- */

static held *held_find(const bus_worker *w, const Bus__Stamp *stamp) {
    for (size_t i = 0; i < w->n_held; i++) {
        held *it = &w->held[i];
        if (it->state != HELD_FREE && it->ticket == stamp->ticket &&
            strcmp(it->broker, stamp->broker) == 0) {
            return it;
        }
    }
    return NULL;
}

static held *held_new(bus_worker *w) {
    for (size_t i = 0; i < w->n_held; i++) {
        if (w->held[i].state == HELD_FREE) {
            return &w->held[i];
        }
    }
    if (w->n_held == w->held_room) {
        size_t room = w->held_room == 0 ? 64 : 2 * w->held_room;
        held *grown = realloc(w->held, room * sizeof *grown);
        if (grown == NULL) {
            return NULL;
        }
        w->held = grown;
        w->held_room = room;
    }
    return &w->held[w->n_held++];
}

static uint32_t held_of(const bus_worker *w, unsigned link) {
    uint32_t n = 0;
    for (size_t i = 0; i < w->n_held; i++) {
        n += w->held[i].state != HELD_FREE && w->held[i].link == link;
    }
    return n;
}

static void held_free(bus_worker *w, held *it) {
    w->n_waiting -= it->state == HELD_WAITING;
    w->n_taken -= it->state == HELD_TAKEN;
    w->at[it->link].returned++;
    it->state = HELD_FREE;
    zmq_msg_close(&it->stamp);
    zmq_msg_close(&it->envelope);
}

/* ---- to the broker ------------------------------------------------------------------------- */

static status tell(bus_worker *w, unsigned link, Bus__Kind kind, const ProtobufCMessage *body) {
    zmq_msg_t frame;
    if (body == NULL) {
        return frames_send(w->link[link].socket, NULL, 0, kind, NULL, NULL);
    }
    if (!frame_pack(&frame, body)) {
        return E_BUSY;
    }
    status sent = frames_send(w->link[link].socket, NULL, 0, kind, &frame, NULL);
    zmq_msg_close(&frame);
    return sent;
}

/* Always before a HELLO: one that does not know us ignores the grant and reads the HELLO's. */
static void credit_flush(bus_worker *w, unsigned link) {
    Bus__Credit credit = BUS__CREDIT__INIT;
    credit.more = w->at[link].returned;
    if (credit.more > 0 && !w->leaving && tell(w, link, BUS__KIND__CREDIT, &credit.base) == OK) {
        w->at[link].returned = 0;
    }
}

static bool say_hello(bus_worker *w, unsigned link) {
    uint32_t open = held_of(w, link);
    credit_flush(w, link);
    w->hello.credit = open < w->credit ? w->credit - open : 0;
    return tell(w, link, BUS__KIND__HELLO, &w->hello.base) == OK;
}

/* A broker that has not answered the last beat may not know us (any more): say who we are. */
static void beat(bus_worker *w, unsigned link, int64_t now_us) {
    bus_link *it = &w->link[link];
    registration *at = &w->at[link];
    if (now_us < it->beat_us) {
        return;
    }
    if (now_us - it->heard_us > LINK_BEAT_US * 3 / 2) {
        at->welcomed = false;
    }
    bool sent = true;
    if (w->leaving) {
        sent = tell(w, link, at->left ? BUS__KIND__BEAT : BUS__KIND__LEAVE, NULL) == OK;
    } else if (at->welcomed) {
        sent = tell(w, link, BUS__KIND__BEAT, NULL) == OK;
    } else {
        sent = say_hello(w, link);
    }
    it->beat_us = now_us + (sent ? LINK_BEAT_US : LINK_BEAT_US / 50);
}

static void answer_send(bus_worker *w, held *it, const Bus__Stamp *stamp, Bus__Answer *answer) {
    zmq_msg_t frame;
    answer->received_at_us = stamp->received_at_us;
    if (bus__answer__get_packed_size(answer) > BUS_ANSWER_BYTES_MAX) {
        Bus__Answer large = BUS__ANSWER__INIT;
        large.id = answer->id;
        large.status = E_TOO_LARGE;
        large.reason = (char *) "answer";
        large.position = answer->position;
        *answer = large;
    }
    if (frame_pack(&frame, &answer->base)) {
        status sent = frames_send(w->link[it->link].socket, NULL, 0, BUS__KIND__ANSWER, &it->stamp,
                                  &frame);
        (void) sent; /* a broker that is gone: the sender asks again and gets the kept answer */
        zmq_msg_close(&frame);
    }
    unsigned link = it->link;
    held_free(w, it);
    if (w->at[link].returned >= CREDIT_FLUSH) {
        credit_flush(w, link);
    }
}

status bus_answer(bus_worker *w, const Bus__Stamp *stamp, const Bus__Answer *answer) {
    held *it = held_find(w, stamp);
    if (it == NULL || it->state != HELD_TAKEN) {
        return E_NOT_FOUND;
    }
    Bus__Answer copy = *answer;
    Bus__Envelope *envelope = NULL;
    if (copy.id.len == 0) {
        envelope = bus__envelope__unpack(NULL, zmq_msg_size(&it->envelope),
                                         zmq_msg_data(&it->envelope));
        copy.id = envelope == NULL ? copy.id : envelope->id;
    }
    answer_send(w, it, stamp, &copy);
    bus__envelope__free_unpacked(envelope, NULL);
    return OK;
}

void bus_hint(bus_worker *w, int64_t position) {
    Bus__Hint hint = BUS__HINT__INIT;
    hint.position = position;
    for (unsigned i = 0; i < w->n_link; i++) {
        status sent = tell(w, i, BUS__KIND__HINT, &hint.base);
        (void) sent; /* only a hint */
    }
}

void bus_leave(bus_worker *w) {
    w->leaving = true;
    for (unsigned i = 0; i < w->n_link; i++) {
        w->link[i].beat_us = 0;
    }
}

bool bus_idle(const bus_worker *w) {
    int64_t now_us = clock_us();
    bool idle = w->n_waiting + w->n_taken == 0;
    for (unsigned i = 0; i < w->n_link; i++) {
        idle = idle && (w->at[i].left || !link_lives(&w->link[i], now_us));
    }
    return idle;
}

/* ---- from the broker ----------------------------------------------------------------------- */

/* The frames move into the held command. */
static void on_command(bus_worker *w, unsigned link, frames *in) {
    Bus__Stamp *stamp =
        bus__stamp__unpack(NULL, zmq_msg_size(&in->part[1]), zmq_msg_data(&in->part[1]));
    if (stamp == NULL || strlen(stamp->broker) >= BROKER_BYTES) {
        bus__stamp__free_unpacked(stamp, NULL);
        return;
    }
    held *known = held_find(w, stamp);
    held *it = known != NULL ? NULL : held_new(w);
    if (it != NULL) {
        *it = (held){.state = HELD_WAITING, .link = link, .ticket = stamp->ticket,
                     .delivery = stamp->delivery,
                     .order = ++w->last,
                     .late_us = clock_us() + stamp->deadline_us - stamp->received_at_us};
        memcpy(it->broker, stamp->broker, strlen(stamp->broker) + 1);
        zmq_msg_init(&it->stamp);
        zmq_msg_init(&it->envelope);
        zmq_msg_move(&it->stamp, &in->part[1]);
        zmq_msg_move(&it->envelope, &in->part[2]);
        w->n_waiting++;
    } else if (known != NULL && stamp->delivery > known->delivery) {
        /* Sent again while we have it: the one answer serves both, the second credit goes back. A
         * mere double on the wire cost no credit. */
        known->delivery = stamp->delivery;
        w->at[link].returned++;
    }
    bus__stamp__free_unpacked(stamp, NULL);
}

static void on_message(bus_worker *w, unsigned link, frames *in) {
    switch (frames_kind(in, 0)) {
    case BUS__KIND__COMMAND:
        if (in->n == 3) {
            on_command(w, link, in);
        }
        break;
    case BUS__KIND__HELLO:
        w->at[link].welcomed = true;
        break;
    case BUS__KIND__LEAVE:
        w->at[link].left = true;
        break;
    default: /* BEAT needs no more than having been heard */
        break;
    }
}

void bus_worker_turn(bus_worker *w) {
    frames in;
    for (unsigned i = 0; i < w->n_link; i++) {
        while (frames_receive(w->link[i].socket, &in)) {
            w->link[i].heard_us = clock_us();
            on_message(w, i, &in);
            frames_close(&in);
        }
    }
    int64_t now_us = clock_us();
    for (unsigned i = 0; i < w->n_link; i++) {
        beat(w, i, now_us);
        if (w->at[i].welcomed) {
            credit_flush(w, i);
        }
    }
}

unsigned bus_worker_poll(bus_worker *w, zmq_pollitem_t *items) {
    return links_poll(w->link, w->n_link, items);
}

int bus_worker_wait_ms(const bus_worker *w, int max_ms) {
    int64_t now_us = clock_us(), wait_us = (int64_t) max_ms * 1000;
    for (unsigned i = 0; i < w->n_link; i++) {
        int64_t beat_us = w->link[i].beat_us - now_us;
        wait_us = beat_us < wait_us ? beat_us : wait_us;
        if (w->at[i].welcomed && w->at[i].returned > 0 && !w->leaving) {
            wait_us = 0;
        }
    }
    return w->n_waiting > 0 || wait_us <= 0 ? 0 : (int) ((wait_us + 999) / 1000);
}

size_t bus_waiting(const bus_worker *w) { return w->n_waiting; }

unsigned bus_registered(const bus_worker *w) {
    unsigned n = 0;
    for (unsigned i = 0; i < w->n_link; i++) {
        n += w->at[i].welcomed && link_lives(&w->link[i], clock_us());
    }
    return n;
}

/* ---- taking -------------------------------------------------------------------------------- */

static held *first_waiting(const bus_worker *w) {
    held *first = NULL;
    for (size_t i = 0; w->n_waiting > 0 && i < w->n_held; i++) {
        held *it = &w->held[i];
        if (it->state == HELD_WAITING && (first == NULL || it->order < first->order)) {
            first = it;
        }
    }
    return first;
}

static status verify(bus_worker *w, const bus_work *work, const held *it, const peer_key **out) {
    zmq_msg_t *frame = (zmq_msg_t *) &it->envelope;
    return keys_verify(w->ring, work->command, work->envelope, zmq_msg_data(frame),
                       zmq_msg_size(frame), out);
}

static status work_check(bus_worker *w, arena *a, const held *it, bus_work *work) {
    const peer_key *origin = NULL;
    work->command = catalog_command(work->envelope->method);
    if (work->envelope->id.len != 16) {
        return E_KEY_MISSING;
    }
    if (work->command == NULL) {
        return E_UNKNOWN_METHOD;
    }
    if (work->envelope->payload.len > work->command->bytes_max) {
        return E_TOO_LARGE;
    }
    if (clock_us() >= it->late_us) {
        return E_DEADLINE;
    }
    status state = verify(w, work, it, &origin);
    if (state == E_ORIGIN && ring_refresh(w)) {
        state = verify(w, work, it, &origin);
    }
    if (state == OK) {
        work->origin = arena_copy(a, origin, sizeof *origin);
        state = work->origin == NULL ? E_ARENA : OK;
    }
    return state;
}

/* E_ARENA: does not fit; E_MALFORMED: fits no arena, because it is no envelope. */
static status work_read(arena *a, const held *it, bus_work *work) {
    zmq_msg_t *stamp = (zmq_msg_t *) &it->stamp, *envelope = (zmq_msg_t *) &it->envelope;
    work->stamp = bus__stamp__unpack(arena_pb(a), zmq_msg_size(stamp), zmq_msg_data(stamp));
    work->envelope =
        bus__envelope__unpack(arena_pb(a), zmq_msg_size(envelope), zmq_msg_data(envelope));
    if (work->stamp != NULL && work->envelope != NULL) {
        return OK;
    }
    Bus__Envelope *probe =
        bus__envelope__unpack(NULL, zmq_msg_size(envelope), zmq_msg_data(envelope));
    status state = probe == NULL ? E_MALFORMED : E_ARENA;
    bus__envelope__free_unpacked(probe, NULL);
    return state;
}

static void work_refuse(bus_worker *w, held *it, const bus_work *work, status code) {
    Bus__Answer answer = BUS__ANSWER__INIT;
    Bus__Stamp none = BUS__STAMP__INIT;
    if (work->envelope != NULL) {
        answer.id = work->envelope->id;
    }
    answer.status = code;
    answer.reason = (char *) (code == E_DEADLINE ? "not_started" : "bus");
    answer.outcome = BUS__OUTCOME__REFUSED;
    answer_send(w, it, work->stamp != NULL ? work->stamp : &none, &answer);
}

unsigned bus_take(bus_worker *w, arena *a, bus_work *out, unsigned n) {
    unsigned taken = 0;
    held *it;
    while (taken < n && (it = first_waiting(w)) != NULL) {
        bus_work work = {0};
        status state = work_read(a, it, &work);
        if (state == OK) {
            state = work_check(w, a, it, &work);
        }
        if (state == E_ARENA && taken > 0) {
            break;
        }
        if (state != OK) {
            work_refuse(w, it, &work, state);
            continue;
        }
        it->state = HELD_TAKEN;
        w->n_waiting--;
        w->n_taken++;
        out[taken++] = work;
    }
    return taken;
}

void bus_put_back(bus_worker *w, const Bus__Stamp *stamp) {
    held *it = held_find(w, stamp);
    if (it != NULL && it->state == HELD_TAKEN) {
        it->state = HELD_WAITING;
        w->n_taken--;
        w->n_waiting++;
    }
}
