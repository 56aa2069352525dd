/* serve: the broker's loop between sockets and route. It reads the clocks and decides nothing. */
#include "broker/serve.h"

#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "broker/bus.h"
#include "broker/envelope.h"
#include "broker/frame.h"
#include "broker/zap.h"
#include "proto/runtime/log.h"
#include "proto/runtime/process.h"

#define BURST 1000u /* messages of one socket before the others have a turn */
#define REQUEST_MEMORY (8u * 1024u * 1024u) /* unpacked envelope and payload */
#define KEYS_LOOK_US 1000000
#define SETTLE_US 200000

typedef struct server {
    server_options options;
    route *route;
    arena *arena;
    zmq_msg_t *frame; /* holders of what the route keeps; free ones in `spare` */
    uint32_t *spare;
    uint32_t n_spare;
    peer gone[ROUTE_WORKERS_MAX];
    unsigned n_gone;
    int64_t received_at_us, keys_looked_us, drain_until_us, end_us;
    struct timespec keys_changed;
    uint64_t undeliverable;
} server;

static bool is_front(unsigned socket) {
    return socket == 0 || socket == 2;
}

/* The legal time of receipt: never earlier than the one before, whatever the system's clock
 * does. */
static int64_t received_now(server *s) {
    int64_t us = process_now_us() + s->options.clock_offset_s * 1000000;
    s->received_at_us = us > s->received_at_us ? us : s->received_at_us;
    return s->received_at_us;
}

/* ---- effects ------------------------------------------------------------------------------- */

static void send_to(server *s, const peer *to, Bus__Kind kind, zmq_msg_t *body, zmq_msg_t *more) {
    status sent = frames_send(s->options.socket[to->socket], to->id, to->size, kind, body, more);
    if (sent == OK) return;
    s->undeliverable++;
    if (!is_front(to->socket) && s->n_gone < ROUTE_WORKERS_MAX) s->gone[s->n_gone++] = *to;
}

static void send_message(server *s, const peer *to, Bus__Kind kind, const ProtobufCMessage *message,
                         zmq_msg_t *more) {
    zmq_msg_t body;
    if (frame_pack(&body, message)) {
        send_to(s, to, kind, &body, more);
        zmq_msg_close(&body);
    }
}

static void send_work(server *s, const route_effect *effect) {
    Bus__Stamp stamp = BUS__STAMP__INIT;
    stamp.received_at_us = effect->received_at_us;
    stamp.deadline_us = effect->deadline_us;
    stamp.shard = effect->shard;
    stamp.delivery = effect->delivery;
    stamp.ticket = effect->ticket;
    stamp.broker = (char *) s->options.name;
    send_message(s, &effect->to, BUS__KIND__COMMAND, &stamp.base, effect->frame);
}

static void send_refusal(server *s, const route_effect *effect) {
    Bus__Answer answer = BUS__ANSWER__INIT;
    answer.id = (ProtobufCBinaryData){sizeof effect->id, (uint8_t *) effect->id};
    answer.status = effect->code;
    answer.reason = (char *) effect->reason;
    answer.outcome = BUS__OUTCOME__REFUSED;
    answer.retry_after_ms = effect->retry_after_ms;
    answer.received_at_us = effect->received_at_us;
    send_message(s, &effect->to, BUS__KIND__ANSWER, &answer.base, NULL);
}

static void send_welcome(server *s, const route_effect *effect) {
    Bus__Welcome welcome = BUS__WELCOME__INIT;
    welcome.broker = (char *) s->options.name;
    welcome.beat_ms = BUS_BEAT_MS;
    send_message(s, &effect->to, BUS__KIND__HELLO, &welcome.base, NULL);
}

static void send_hint(server *s, const route_effect *effect) {
    const Bus__Hint *said = effect->frame;
    Bus__Hint hint = BUS__HINT__INIT;
    char text[POSITION_TEXT_BYTES];
    if (said) hint = *said;
    hint.everything = !said || said->everything;
    hint.position = (char *) position_text(effect->position, text);
    send_message(s, &effect->to, BUS__KIND__HINT, &hint.base, NULL);
}

static void frame_release(server *s, zmq_msg_t *frame) {
    zmq_msg_close(frame);
    s->spare[s->n_spare++] = (uint32_t) (frame - s->frame);
}

static void on_effect(void *self, const route_effect *effect) {
    server *s = self;
    switch (effect->kind) {
    case EFFECT_WORK:
        send_work(s, effect);
        break;
    case EFFECT_ANSWER:
        send_to(s, &effect->to, BUS__KIND__ANSWER, effect->frame, NULL);
        break;
    case EFFECT_REFUSE:
        send_refusal(s, effect);
        break;
    case EFFECT_WELCOME:
        send_welcome(s, effect);
        break;
    case EFFECT_BEAT:
        send_to(s, &effect->to, BUS__KIND__BEAT, NULL, NULL);
        break;
    case EFFECT_LEFT:
        send_to(s, &effect->to, BUS__KIND__LEAVE, NULL, NULL);
        break;
    case EFFECT_HINT:
        send_hint(s, effect);
        break;
    case EFFECT_NOTE:
        log_info("worker", log_text("name", effect->name), log_text("what", effect->reason));
        break;
    case EFFECT_RELEASE:
        frame_release(s, effect->frame);
        break;
    }
}

/* One event, and what sending it showed: workers that are no longer there. */
static void step(server *s, route_event *event) {
    event->now_us = clock_us();
    route_step(s->route, event);
    while (s->n_gone > 0) {
        route_event gone = {
            .kind = ROUTE_GONE, .now_us = event->now_us, .from = s->gone[--s->n_gone]};
        route_step(s->route, &gone);
    }
}

/* ---- from clients -------------------------------------------------------------------------- */

static void on_request(server *s, route_event *event, frames *in) {
    zmq_msg_t *body = &in->part[2];
    const char *user = zmq_msg_gets(body, "User-Id");
    arena_reset(s->arena);
    event->kind = ROUTE_REQUEST;
    status state = envelope_read(s->arena, s->options.ring, user, zmq_msg_data(body),
                                 zmq_msg_size(body), &event->request);
    event->request.received_at_us = received_now(s);
    if (state == OK && s->n_spare == 0) state = E_BUSY;
    if (state != OK) {
        route_effect refusal = {.to = event->from,
                                .code = state,
                                .reason = "bus",
                                .received_at_us = event->request.received_at_us};
        memcpy(refusal.id, event->request.id, sizeof refusal.id);
        send_refusal(s, &refusal);
        return;
    }
    zmq_msg_t *held = &s->frame[s->spare[--s->n_spare]];
    zmq_msg_init(held);
    zmq_msg_move(held, body);
    event->request.frame = held;
    step(s, event);
}

static void send_status(server *s, const peer *to) {
    Bus__QueueStatus queue[ROUTE_CLASSES], *queues[ROUTE_CLASSES];
    Bus__WorkerStatus worker[ROUTE_WORKERS_MAX], *workers[ROUTE_WORKERS_MAX];
    Bus__BrokerStatus told = BUS__BROKER_STATUS__INIT;
    route_status(s->route, &told, queue, worker);
    for (unsigned i = 0; i < ROUTE_CLASSES; i++) queues[i] = &queue[i];
    for (unsigned i = 0; i < told.n_worker; i++) workers[i] = &worker[i];
    told.broker = (char *) s->options.name;
    told.now_us = received_now(s);
    told.queue = queues;
    told.worker = workers;
    send_message(s, to, BUS__KIND__STATUS, &told.base, NULL);
}

static void on_client(server *s, route_event *event, frames *in) {
    switch (frames_kind(in, 1)) {
    case BUS__KIND__COMMAND:
        if (in->n == 3) on_request(s, event, in);
        break;
    case BUS__KIND__WATCH:
        event->kind = ROUTE_WATCH;
        step(s, event);
        send_to(s, &event->from, BUS__KIND__BEAT, NULL, NULL);
        break;
    case BUS__KIND__BEAT:
        send_to(s, &event->from, BUS__KIND__BEAT, NULL, NULL);
        break;
    case BUS__KIND__STATUS:
        send_status(s, &event->from);
        break;
    default:
        break;
    }
}

/* ---- from workers -------------------------------------------------------------------------- */

static uint64_t services_of(const Bus__Hello *hello) {
    uint64_t mask = 0;
    for (unsigned s = 0; s < n_services; s++) {
        bool named = hello->n_service == 0;
        for (size_t i = 0; i < hello->n_service; i++)
            named = named || strcmp(hello->service[i], services[s].name) == 0;
        mask |= (uint64_t) named << s;
    }
    return mask;
}

/* HELLO, or BEAT for a busy worker: it is called as its certificate is. */
static void on_hello(server *s, route_event *event, Bus__Kind kind, zmq_msg_t *body) {
    Bus__Hello *hello =
        bus__hello__unpack(arena_pb(s->arena), zmq_msg_size(body), zmq_msg_data(body));
    const char *user = zmq_msg_gets(body, "User-Id");
    if (!hello || !user || strcmp(user, hello->name) != 0) return;
    event->kind = kind == BUS__KIND__HELLO ? ROUTE_HELLO : ROUTE_PULSE;
    event->hello.name = hello->name;
    event->hello.services = services_of(hello);
    event->hello.credit = hello->credit;
    event->hello.weight = hello->weight;
    step(s, event);
}

static void on_answer(server *s, route_event *event, frames *in) {
    Bus__Stamp *stamp = bus__stamp__unpack(arena_pb(s->arena), zmq_msg_size(&in->part[2]),
                                           zmq_msg_data(&in->part[2]));
    if (stamp && strcmp(stamp->broker, s->options.name) == 0) {
        event->kind = ROUTE_ANSWER;
        event->answer.ticket = stamp->ticket;
        event->answer.frame = &in->part[3];
        step(s, event);
    }
}

static void on_credit(server *s, route_event *event, zmq_msg_t *body) {
    Bus__Credit *credit =
        bus__credit__unpack(arena_pb(s->arena), zmq_msg_size(body), zmq_msg_data(body));
    if (credit) {
        event->kind = ROUTE_CREDIT;
        event->credit = credit->more;
        step(s, event);
    }
}

static void on_hint(server *s, route_event *event, zmq_msg_t *body) {
    Bus__Hint *hint = bus__hint__unpack(arena_pb(s->arena), zmq_msg_size(body), zmq_msg_data(body));
    log_position at;
    if (hint && position_parse(hint->position, &at) == OK) {
        event->kind = ROUTE_HINT;
        event->hint.position = at;
        event->hint.said = hint;
        step(s, event);
    }
}

static void on_worker(server *s, route_event *event, frames *in) {
    Bus__Kind kind = frames_kind(in, 1);
    arena_reset(s->arena);
    if (in->n == 2 && (kind == BUS__KIND__BEAT || kind == BUS__KIND__LEAVE)) {
        event->kind = kind == BUS__KIND__BEAT ? ROUTE_BEAT : ROUTE_LEAVE;
        step(s, event);
    } else if (kind == BUS__KIND__ANSWER && in->n == 4) {
        on_answer(s, event, in);
    } else if ((kind == BUS__KIND__HELLO || kind == BUS__KIND__BEAT) && in->n == 3) {
        on_hello(s, event, kind, &in->part[2]);
    } else if (kind == BUS__KIND__CREDIT && in->n == 3) {
        on_credit(s, event, &in->part[2]);
    } else if (kind == BUS__KIND__HINT && in->n == 3) {
        on_hint(s, event, &in->part[2]);
    }
}

/* ---- the loop ------------------------------------------------------------------------------ */

static void drain_socket(server *s, unsigned socket) {
    frames in;
    for (unsigned n = 0; n < BURST && frames_receive(s->options.socket[socket], &in); n++) {
        route_event event = {.from = {.socket = (uint8_t) socket}};
        size_t id_bytes = in.n > 1 ? zmq_msg_size(&in.part[0]) : 0;
        if (id_bytes > 0 && id_bytes <= sizeof event.from.id) {
            event.from.size = (uint8_t) id_bytes;
            memcpy(event.from.id, zmq_msg_data(&in.part[0]), id_bytes);
            (is_front(socket) ? on_client : on_worker)(s, &event, &in);
        }
        frames_close(&in);
    }
}

/* New peers are admitted without a restart: the folder's time changes with its files. */
static void read_keys_again(server *s) {
    struct stat info;
    key_ring *ring;
    if (stat(s->options.keys, &info) != 0) return;
    if (memcmp(&info.st_mtim, &s->keys_changed, sizeof info.st_mtim) == 0) return;
    status state = key_ring_open(s->options.keys, &ring);
    if (state == OK) {
        key_ring_close(s->options.ring);
        s->options.ring = ring;
        s->keys_changed = info.st_mtim;
        log_info("keys_read", log_number("peers", (int64_t) key_ring_count(ring)));
    } else {
        log_warn("keys_unreadable", log_status(state));
    }
}

static void look_at_keys(server *s, int64_t now_us) {
    if (now_us - s->keys_looked_us < KEYS_LOOK_US) return;
    s->keys_looked_us = now_us;
    read_keys_again(s);
}

static const key_ring *ring_of(void *self, bool again) {
    server *s = self;
    if (again) read_keys_again(s);
    return s->options.ring;
}

static void on_signal(server *s) {
    struct signalfd_siginfo info;
    if (read(s->options.signals, &info, sizeof info) <= 0) return;
    int64_t now_us = clock_us();
    bool again = s->drain_until_us != 0;
    s->drain_until_us = again ? now_us : now_us + s->options.drain_ms * 1000;
    log_info("draining", log_number("open", (int64_t) route_open_count(s->route)));
    step(s, &(route_event){.kind = ROUTE_DRAIN});
}

/* The last answers need a moment: a client that finds the connection closed before it has read
 * drops what came. */
static bool is_over(server *s, int64_t now_us) {
    bool drained =
        s->drain_until_us != 0 && (route_open_count(s->route) == 0 || now_us >= s->drain_until_us);
    if (drained && s->end_us == 0) {
        s->end_us = now_us + SETTLE_US;
        step(s, &(route_event){.kind = ROUTE_STOP});
    }
    return s->end_us != 0 && now_us >= s->end_us;
}

static void loop(server *s) {
    zmq_pollitem_t items[SERVE_SOCKETS + 2];
    int n = 0;
    for (unsigned i = 0; i < SERVE_SOCKETS; i++)
        if (s->options.socket[i])
            items[n++] = (zmq_pollitem_t){.socket = s->options.socket[i], .events = ZMQ_POLLIN};
    items[n++] = (zmq_pollitem_t){.socket = s->options.zap, .events = ZMQ_POLLIN};
    items[n++] = (zmq_pollitem_t){.fd = s->options.signals, .events = ZMQ_POLLIN};
    while (!is_over(s, clock_us())) {
        zmq_poll(items, n, (long) (route_wait_us(s->route, clock_us()) / 1000 + 1));
        on_signal(s);
        for (unsigned i = 0; i < SERVE_SOCKETS; i++)
            if (s->options.socket[i]) drain_socket(s, i);
        unsigned refused = zap_turn(s->options.zap, s->options.own, ring_of, s);
        if (refused > 0) log_warn("stranger_refused", log_number("times", refused));
        look_at_keys(s, clock_us());
        step(s, &(route_event){.kind = ROUTE_TICK});
    }
}

static void server_close(server *s) {
    key_ring_close(s->options.ring);
    route_close(s->route);
    arena_close(s->arena);
    free(s->frame);
    free(s->spare);
    free(s);
}

status serve(const server_options *options) {
    server *s = calloc(1, sizeof *s);
    if (!s) return E_UNAVAILABLE;
    uint32_t n_frame = options->route.open_max + 1;
    struct stat info;
    s->options = *options;
    s->route = route_open(&options->route, on_effect, s);
    s->arena = arena_open(REQUEST_MEMORY);
    s->frame = calloc(n_frame, sizeof *s->frame);
    s->spare = calloc(n_frame, sizeof *s->spare);
    if (!s->route || !s->arena || !s->frame || !s->spare) {
        server_close(s);
        return E_UNAVAILABLE;
    }
    while (s->n_spare < n_frame) {
        s->spare[s->n_spare] = s->n_spare;
        s->n_spare++;
    }
    if (stat(options->keys, &info) == 0) s->keys_changed = info.st_mtim;
    loop(s);
    log_info("stopped", log_number("undeliverable", (int64_t) s->undeliverable));
    server_close(s);
    return OK;
}
