/* bus_worker: the worker's half: registration, heartbeats, credit, and what comes from the brokers.
 * Taking and answering is bus_take.c. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "broker/bus_worker_state.h"
#include "proto/runtime/crypt/crypt.h"

/* ---- open and close ------------------------------------------------------------------------ */

status worker_ring_load(bus_worker *w) {
    struct stat info;
    key_ring *ring;
    if (stat(w->keys_dir, &info) != 0) return E_NOT_FOUND;
    status state = key_ring_open(w->keys_dir, &ring);
    if (state == OK) {
        key_ring_close(w->ring);
        w->ring = ring;
        w->keys_changed = info.st_mtim;
    }
    return state;
}

static status worker_start(bus_worker *w, const bus_worker_options *options) {
    Bus__Hello *hello = &w->hello;
    bus__hello__init(hello);
    hello->name = w->key.name;
    hello->service = (char **) options->service;
    hello->n_service = options->n_service;
    hello->weight = options->weight != 0 ? options->weight : 1;
    hello->version = options->version ? (char *) options->version : (char *) "";
    if (options->n_service != 0) {
        hello->service = calloc(options->n_service, sizeof *hello->service);
        for (unsigned i = 0; hello->service && i < options->n_service; i++)
            hello->service[i] = strdup(options->service[i]);
    }
    hello->version = strdup(hello->version);
    w->credit = options->credit;
    w->context = zmq_ctx_new();
    w->keys_dir = strdup(options->keys_dir);
    if (!w->context || !w->keys_dir || !hello->version ||
        (options->n_service != 0 && !hello->service))
        return E_UNAVAILABLE;
    link_options links = {
        .self = &w->key, .bytes_max = BUS_COMMAND_BYTES_MAX + 1024, .linger_ms = 5000};
    status state = links_open(w->link, w->n_link, w->context, options->endpoint, options->keys_dir,
                              options->broker_cert, &links);
    if (state == OK) state = worker_ring_load(w);
    return state == OK ? pulse_open(w, options->endpoint, options->broker_cert) : state;
}

status bus_worker_open(const bus_worker_options *options, bus_worker **out) {
    bus_worker *w = calloc(1, sizeof *w);
    if (!w) return E_UNAVAILABLE;
    w->n_link = options->n_endpoint;
    w->alarm = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    status state = options->credit == 0 ? E_FORM : w->alarm < 0 ? E_UNAVAILABLE : OK;
    if (state == OK) state = keys_load(options->keys_dir, options->name, &w->key);
    if (state == OK) state = worker_start(w, options);
    if (state != OK) {
        bus_worker_close(w);
        return state;
    }
    *out = w;
    return OK;
}

void bus_worker_close(bus_worker *w) {
    if (!w) return;
    pulse_close(w->pulse);
    links_close(w->link, w->n_link < BUS_BROKERS_MAX ? w->n_link : BUS_BROKERS_MAX);
    for (size_t i = 0; i < w->n_held; i++) {
        if (w->held[i].state != HELD_FREE) {
            zmq_msg_close(&w->held[i].stamp);
            zmq_msg_close(&w->held[i].envelope);
        }
        if (w->held[i].state == HELD_DUE) zmq_msg_close(&w->held[i].answer);
    }
    if (w->alarm >= 0) close(w->alarm);
    if (w->context) zmq_ctx_term(w->context);
    for (size_t i = 0; w->hello.service && i < w->hello.n_service; i++) free(w->hello.service[i]);
    free(w->hello.service);
    free(w->hello.version);
    free(w->keys_dir);
    free(w->held);
    key_ring_close(w->ring);
    crypt_wipe(&w->key, sizeof w->key);
    free(w);
}

/* ---- to the broker ------------------------------------------------------------------------- */

status worker_tell(bus_worker *w, unsigned link, Bus__Kind kind, const ProtobufCMessage *body) {
    zmq_msg_t frame;
    if (!body) return frames_send(w->link[link].socket, NULL, 0, kind, NULL, NULL);
    if (!frame_pack(&frame, body)) return E_BUSY;
    status sent = frames_send(w->link[link].socket, NULL, 0, kind, &frame, NULL);
    zmq_msg_close(&frame);
    return sent;
}

/* Always before a HELLO: one that does not know us ignores the grant and reads the HELLO's. */
void worker_credit_flush(bus_worker *w, unsigned link) {
    Bus__Credit credit = BUS__CREDIT__INIT;
    credit.more = w->at[link].returned;
    if (credit.more > 0 && !w->leaving &&
        worker_tell(w, link, BUS__KIND__CREDIT, &credit.base) == OK)
        w->at[link].returned = 0;
}

static bool say_hello(bus_worker *w, unsigned link) {
    uint32_t open = held_of(w, link);
    worker_credit_flush(w, link);
    w->hello.credit = open < w->credit ? w->credit - open : 0;
    return worker_tell(w, link, BUS__KIND__HELLO, &w->hello.base) == OK;
}

/* A broker that has not answered the last beat may not know us (any more): say who we are. */
static void beat(bus_worker *w, unsigned link, int64_t now_us) {
    bus_link *it = &w->link[link];
    registration *at = &w->at[link];
    if (now_us < it->beat_us) return;
    if (now_us - it->heard_us > LINK_BEAT_US * 3 / 2) at->welcomed = false;
    bool sent = true;
    if (w->leaving)
        sent = worker_tell(w, link, at->left ? BUS__KIND__BEAT : BUS__KIND__LEAVE, NULL) == OK;
    else if (at->welcomed)
        sent = worker_tell(w, link, BUS__KIND__BEAT, NULL) == OK;
    else
        sent = say_hello(w, link);
    it->beat_us = now_us + (sent ? LINK_BEAT_US : LINK_BEAT_US / 50);
}

void bus_hint(bus_worker *w, log_position at, Bus__Hint *hint) {
    char text[POSITION_TEXT_BYTES];
    assert(hint->n_touched <= BUS_TOUCHED_MAX);
    hint->position = (char *) position_text(at, text);
    for (unsigned i = 0; i < w->n_link; i++) {
        status sent = worker_tell(w, i, BUS__KIND__HINT, &hint->base);
        (void) sent; /* only a hint */
    }
}

void bus_leave(bus_worker *w) {
    w->leaving = true;
    for (unsigned i = 0; i < w->n_link; i++) w->link[i].beat_us = 0;
}

bool bus_idle(const bus_worker *w) {
    int64_t now_us = clock_us();
    bool idle = w->n_waiting + w->n_taken + w->n_due == 0;
    for (unsigned i = 0; i < w->n_link; i++)
        idle = idle && (w->at[i].left || !link_lives(&w->link[i], now_us));
    return idle;
}

/* ---- from the broker ----------------------------------------------------------------------- */

/* The frames move into the held command. */
static void on_command(bus_worker *w, unsigned link, frames *in) {
    Bus__Stamp *stamp =
        bus__stamp__unpack(NULL, zmq_msg_size(&in->part[1]), zmq_msg_data(&in->part[1]));
    if (!stamp || strlen(stamp->broker) >= BROKER_BYTES) {
        bus__stamp__free_unpacked(stamp, NULL);
        return;
    }
    held *known = held_find(w, stamp);
    held *it = known ? NULL : held_new(w);
    if (it) {
        *it = (held){.state = HELD_WAITING,
                     .link = link,
                     .ticket = stamp->ticket,
                     .delivery = stamp->delivery,
                     .order = ++w->last,
                     .late_us = clock_us() + stamp->deadline_us - stamp->received_at_us};
        memcpy(it->broker, stamp->broker, strlen(stamp->broker) + 1);
        zmq_msg_init(&it->stamp);
        zmq_msg_init(&it->envelope);
        zmq_msg_move(&it->stamp, &in->part[1]);
        zmq_msg_move(&it->envelope, &in->part[2]);
        w->n_waiting++;
    } else if (known && stamp->delivery > known->delivery) {
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
        if (in->n == 3) on_command(w, link, in);
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
    due_turn(w);
    int64_t now_us = clock_us();
    atomic_store(&w->turned_us, now_us);
    for (unsigned i = 0; i < w->n_link; i++) {
        beat(w, i, now_us);
        if (w->at[i].welcomed) worker_credit_flush(w, i);
    }
}

unsigned bus_worker_poll(bus_worker *w, zmq_pollitem_t *items) {
    unsigned n = links_poll(w->link, w->n_link, items);
    items[n] = (zmq_pollitem_t){.fd = w->alarm, .events = ZMQ_POLLIN};
    return n + 1;
}

int bus_worker_wait_ms(const bus_worker *w, int max_ms) {
    int64_t now_us = clock_us(), wait_us = (int64_t) max_ms * 1000;
    for (unsigned i = 0; i < w->n_link; i++) {
        int64_t beat_us = w->link[i].beat_us - now_us;
        wait_us = beat_us < wait_us ? beat_us : wait_us;
        if (w->at[i].welcomed && w->at[i].returned > 0 && !w->leaving) wait_us = 0;
    }
    return w->n_waiting > 0 || wait_us <= 0 ? 0 : (int) ((wait_us + 999) / 1000);
}

size_t bus_waiting(const bus_worker *w) {
    return w->n_waiting;
}

unsigned bus_registered(const bus_worker *w) {
    unsigned n = 0;
    for (unsigned i = 0; i < w->n_link; i++)
        n += w->at[i].welcomed && link_lives(&w->link[i], clock_us());
    return n;
}
