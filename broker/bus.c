/* bus: the client. Every open command is kept packed, without the parts that change, until it is
 * answered; a repeat goes to the same broker while that one lives (where it joins the open command
 * and costs nothing) and to the next one else. */
#include "broker/bus.h"

#include <stdlib.h>
#include <string.h>

#include "broker/envelope.h"
#include "broker/link.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/guard.h"

#define NONE UINT32_MAX
#define RETRY_CONNECT_US 10000 /* no broker takes it: look again */

typedef struct open_call {
    bool used;
    uint8_t id[16], digest[16];
    uint8_t *frame; /* packed without ttl_ms, attempt, mac; room for the tail */
    size_t bytes;
    bus_answered *answered;
    void *self;
    int64_t deadline_us, next_us, wait_us;
    uint32_t attempt;
    unsigned broker, refusals;
    uint64_t born; /* which answer was being handled when it was made */
    uint32_t chain;
} open_call;

struct bus {
    void *context;
    peer_key key;
    unsigned n_link, home;
    bus_link link[BUS_BROKERS_MAX];
    int64_t repeat_us, due_us;
    uint32_t open_max, n_open, free, n_bucket;
    open_call *call;
    uint32_t *bucket;
    uint64_t jitter, answers, forged;
    bus_hinted *hinted;
    void *hinted_self;
    bus_told *told;
    void *told_self;
};

static bool tables_open(bus *b) {
    b->n_bucket = 64;
    while (b->n_bucket < b->open_max) b->n_bucket *= 2;
    b->call = calloc(b->open_max, sizeof *b->call);
    b->bucket = malloc(b->n_bucket * sizeof *b->bucket);
    if (!b->call || !b->bucket) return false;
    memset(b->bucket, 0xff, b->n_bucket * sizeof *b->bucket);
    for (uint32_t i = 0; i < b->open_max; i++)
        b->call[i].chain = i + 1 < b->open_max ? i + 1 : NONE;
    return true;
}

status bus_open(const bus_options *options, bus **out) {
    bus *b = calloc(1, sizeof *b);
    if (!b) return E_UNAVAILABLE;
    guard_memory(b, sizeof *b);
    b->n_link = options->n_endpoint;
    b->repeat_us = 1000 * (int64_t) (options->repeat_ms != 0 ? options->repeat_ms : 1000);
    b->open_max = options->open_max != 0 ? options->open_max : 4096;
    b->due_us = INT64_MAX;
    crypt_random(&b->jitter, sizeof b->jitter);
    b->home = b->n_link == 0 ? 0 : (unsigned) (b->jitter % b->n_link);
    status state = keys_load(options->keys_dir, options->name, &b->key);
    if (state == OK && !b->key.has_mac) state = E_NOT_FOUND;
    if (state == OK) {
        b->context = zmq_ctx_new();
        state = b->context && tables_open(b) ? OK : E_UNAVAILABLE;
    }
    if (state == OK) {
        link_options links = {
            .self = &b->key, .bytes_max = BUS_ANSWER_BYTES_MAX + 1024, .linger_ms = 200};
        state = links_open(b->link, b->n_link, b->context, options->endpoint, options->keys_dir,
                           options->broker_cert, &links);
    }
    if (state != OK) {
        bus_close(b);
        return state;
    }
    *out = b;
    return OK;
}

void bus_close(bus *b) {
    if (!b) return;
    links_close(b->link, b->n_link < BUS_BROKERS_MAX ? b->n_link : BUS_BROKERS_MAX);
    if (b->context) zmq_ctx_term(b->context);
    for (uint32_t i = 0; b->call && i < b->open_max; i++) free(b->call[i].frame);
    free(b->call);
    free(b->bucket);
    crypt_wipe(&b->key, sizeof b->key);
    free(b);
}

/* ---- open calls ---------------------------------------------------------------------------- */

static uint32_t *bucket_of(const bus *b, const uint8_t id[16]) {
    uint32_t hash;
    memcpy(&hash, id + 12, sizeof hash); /* the random end of a UUID version 7 */
    return &b->bucket[hash & (b->n_bucket - 1)];
}

static uint32_t find(const bus *b, const uint8_t id[16], uint64_t born_before) {
    uint32_t c = *bucket_of(b, id);
    while (c != NONE && (memcmp(b->call[c].id, id, 16) != 0 || b->call[c].born >= born_before))
        c = b->call[c].chain;
    return c;
}

static void forget(bus *b, uint32_t c) {
    uint32_t *link = bucket_of(b, b->call[c].id);
    while (*link != c) link = &b->call[*link].chain;
    *link = b->call[c].chain;
    free(b->call[c].frame);
    b->call[c] = (open_call){.chain = b->free};
    b->free = c;
    b->n_open--;
}

/* Calls back last, when nothing of the call is left: the callee may send again. */
static void finish(bus *b, uint32_t c, const Bus__Answer *answer) {
    bus_answered *answered = b->call[c].answered;
    void *self = b->call[c].self;
    forget(b, c);
    if (answered) answered(self, answer);
}

static void due_at(bus *b, int64_t when_us) {
    if (when_us < b->due_us) b->due_us = when_us;
}

/* ---- sending ------------------------------------------------------------------------------- */

/* The first choice while it lives; else the next that lives; else any that has a connection. */
static bool send_somewhere(bus *b, const open_call *it, zmq_msg_t *frame, unsigned *out) {
    int64_t now_us = clock_us();
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < b->n_link; i++) {
            unsigned n = (it->broker + i) % b->n_link;
            bool wanted = link_lives(&b->link[n], now_us) == (round == 0);
            if (wanted &&
                frames_send(b->link[n].socket, NULL, 0, BUS__KIND__COMMAND, frame, NULL) == OK) {
                *out = n;
                return true;
            }
        }
    }
    return false;
}

/* Doubled waits with up to a quarter of jitter, so that clients of a lost broker do not march in
 * step. Source: xorshift64, Marsaglia 2003. */
static int64_t wait_more(bus *b, open_call *it) {
    b->jitter ^= b->jitter << 13;
    b->jitter ^= b->jitter >> 7;
    b->jitter ^= b->jitter << 17;
    int64_t wait_us = it->wait_us + (int64_t) (b->jitter % (uint64_t) (it->wait_us / 4 + 1));
    it->wait_us = it->wait_us >= 8000000 ? it->wait_us : 2 * it->wait_us;
    return wait_us;
}

static void send_call(bus *b, open_call *it, int64_t now_us) {
    uint32_t ttl_ms = (uint32_t) ((it->deadline_us - now_us + 999) / 1000);
    zmq_msg_t frame;
    size_t bytes = envelope_sign(&b->key, it->frame, it->bytes, ttl_ms, it->attempt + 1);
    if (frame_copy(&frame, it->frame, bytes)) {
        bool sent = send_somewhere(b, it, &frame, &it->broker);
        it->attempt += sent;
        it->next_us = now_us + (sent ? wait_more(b, it) : RETRY_CONNECT_US);
        zmq_msg_close(&frame);
    }
    due_at(b, it->next_us < it->deadline_us ? it->next_us : it->deadline_us);
}

static status call_open(bus *b, const Bus__Envelope *command, uint32_t timeout_ms, uint32_t *out) {
    Bus__Envelope copy = *command;
    uint32_t c = b->free;
    open_call *it = &b->call[c];
    copy.origin = b->key.name;
    copy.ttl_ms = copy.attempt = 0;
    copy.signed_at_us = 0;
    copy.mac = (ProtobufCBinaryData){0, NULL};
    size_t bytes = bus__envelope__get_packed_size(&copy);
    uint8_t *frame = malloc(bytes + ENVELOPE_TAIL_BYTES_MAX);
    if (!frame) return E_BUSY;
    b->free = it->chain;
    *it = (open_call){.used = true,
                      .frame = frame,
                      .bytes = bytes,
                      .broker = b->home,
                      .deadline_us = clock_us() + (int64_t) timeout_ms * 1000,
                      .wait_us = b->repeat_us,
                      .born = b->answers};
    bus__envelope__pack(&copy, frame);
    memcpy(it->id, command->id.data, 16);
    envelope_digest(command, it->digest);
    uint32_t *bucket = bucket_of(b, it->id);
    it->chain = *bucket;
    *bucket = c;
    b->n_open++;
    *out = c;
    return OK;
}

/* The same id with other content would get the other's answer. */
static bool reused(const bus *b, const Bus__Envelope *command) {
    uint32_t c = find(b, command->id.data, UINT64_MAX);
    uint8_t digest[16];
    if (c == NONE) return false;
    envelope_digest(command, digest);
    return memcmp(digest, b->call[c].digest, sizeof digest) != 0;
}

status bus_send(bus *b, const Bus__Envelope *command, uint32_t timeout_ms, bus_answered *answered,
                void *self) {
    if (command->id.len != 16) return E_KEY_MISSING;
    if (bus__envelope__get_packed_size(command) + KEY_NAME_MAX + ENVELOPE_TAIL_BYTES_MAX >
        BUS_COMMAND_BYTES_MAX)
        return E_TOO_LARGE;
    if (reused(b, command)) return E_KEY_REUSED;
    if (b->n_open == b->open_max) return E_BUSY;
    uint32_t c;
    status state = call_open(b, command, timeout_ms, &c);
    if (state == OK) {
        b->call[c].answered = answered;
        b->call[c].self = self;
        send_call(b, &b->call[c], clock_us());
    }
    return state;
}

uint64_t bus_forged(const bus *b) {
    return b->forged;
}

void bus_forget(bus *b, const void *self) {
    for (uint32_t c = 0; c < b->open_max; c++)
        if (b->call[c].used && b->call[c].self == self) forget(b, c);
}

size_t bus_open_count(const bus *b) {
    return b->n_open;
}

/* ---- receiving ----------------------------------------------------------------------------- */

/* A broker that is leaving or has no worker does not settle the matter while another broker can be
 * asked. */
static bool ask_another(bus *b, uint32_t c, const Bus__Answer *answer) {
    open_call *it = &b->call[c];
    if (answer->status != E_UNAVAILABLE || ++it->refusals >= b->n_link) return false;
    it->broker = (it->broker + 1) % b->n_link;
    send_call(b, it, clock_us());
    return true;
}

/* What a broker may say by itself, or a worker that does not know the origin: that nothing was
 * done, and nothing else. */
static bool only_refuses(const Bus__Answer *answer) {
    static const status codes[] = {E_BUSY,        E_DEADLINE,  E_UNAVAILABLE,
                                   E_TOO_LARGE,   E_MALFORMED, E_UNKNOWN_METHOD,
                                   E_KEY_MISSING, E_ORIGIN,    E_ARENA};
    bool known = false;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        known = known || answer->status == codes[i];
    return known && answer->payload.len == 0 && !answer->case_no[0] && !answer->position[0];
}

/* Anything else that is not proved is no answer: the command is sent again. Not to a call that is
 * made by a callback meanwhile: that one asks anew. */
static void on_answer(bus *b, zmq_msg_t *frame) {
    const void *data = zmq_msg_data(frame);
    Bus__Answer *answer = bus__answer__unpack(NULL, zmq_msg_size(frame), data);
    bool good =
        answer && (keys_answer_proved(&b->key, data, zmq_msg_size(frame)) || only_refuses(answer));
    b->forged += answer && !good;
    if (good && answer->id.len == 16) {
        uint32_t c;
        uint8_t id[16];
        uint64_t now = ++b->answers;
        memcpy(id, answer->id.data, sizeof id);
        while ((c = find(b, id, now)) != NONE && !ask_another(b, c, answer)) finish(b, c, answer);
    }
    bus__answer__free_unpacked(answer, NULL);
}

static void on_hint(const bus *b, zmq_msg_t *frame) {
    Bus__Hint *hint = bus__hint__unpack(NULL, zmq_msg_size(frame), zmq_msg_data(frame));
    log_position at;
    if (hint && b->hinted && position_parse(hint->position, &at) == OK)
        b->hinted(b->hinted_self, at, hint);
    bus__hint__free_unpacked(hint, NULL);
}

static void on_status(const bus *b, const bus_link *link, zmq_msg_t *frame) {
    Bus__BrokerStatus *told =
        bus__broker_status__unpack(NULL, zmq_msg_size(frame), zmq_msg_data(frame));
    if (told && b->told) b->told(b->told_self, link->endpoint, told);
    bus__broker_status__free_unpacked(told, NULL);
}

static void on_message(bus *b, const bus_link *link, frames *in) {
    Bus__Kind kind = frames_kind(in, 0);
    if (in->n == 2 && kind == BUS__KIND__ANSWER)
        on_answer(b, &in->part[1]);
    else if (in->n == 2 && kind == BUS__KIND__HINT)
        on_hint(b, &in->part[1]);
    else if (in->n == 2 && kind == BUS__KIND__STATUS)
        on_status(b, link, &in->part[1]);
}

/* ---- time ---------------------------------------------------------------------------------- */

static void beat(const bus *b, bus_link *link, int64_t now_us) {
    if (now_us < link->beat_us) return;
    Bus__Kind kind = b->hinted ? BUS__KIND__WATCH : BUS__KIND__BEAT;
    bool sent = frames_send(link->socket, NULL, 0, kind, NULL, NULL) == OK;
    link->beat_us = now_us + (sent ? LINK_BEAT_US : RETRY_CONNECT_US);
}

static void call_due(bus *b, uint32_t c, int64_t now_us) {
    open_call *it = &b->call[c];
    if (now_us < it->deadline_us) {
        if (now_us >= it->next_us) send_call(b, it, now_us);
        due_at(b, it->next_us < it->deadline_us ? it->next_us : it->deadline_us);
        return;
    }
    uint8_t id[16];
    memcpy(id, it->id, sizeof id);
    Bus__Answer answer = BUS__ANSWER__INIT;
    answer.id = (ProtobufCBinaryData){sizeof id, id};
    answer.status = E_DEADLINE;
    answer.reason = (char *) "in_progress";
    finish(b, c, &answer);
}

void bus_turn(bus *b) {
    frames in;
    for (unsigned i = 0; i < b->n_link; i++) {
        while (frames_receive(b->link[i].socket, &in)) {
            b->link[i].heard_us = clock_us();
            on_message(b, &b->link[i], &in);
            frames_close(&in);
        }
    }
    int64_t now_us = clock_us();
    for (unsigned i = 0; i < b->n_link; i++) beat(b, &b->link[i], now_us);
    if (now_us < b->due_us) return;
    b->due_us = INT64_MAX;
    for (uint32_t c = 0; c < b->open_max; c++)
        if (b->call[c].used) call_due(b, c, now_us);
}

unsigned bus_poll(bus *b, zmq_pollitem_t *items) {
    return links_poll(b->link, b->n_link, items);
}

int bus_wait_ms(const bus *b, int max_ms) {
    int64_t now_us = clock_us(), due_us = b->due_us;
    for (unsigned i = 0; i < b->n_link; i++)
        due_us = b->link[i].beat_us < due_us ? b->link[i].beat_us : due_us;
    int64_t wait_ms = due_us <= now_us ? 0 : (due_us - now_us + 999) / 1000;
    return wait_ms < max_ms ? (int) wait_ms : max_ms;
}

const char *bus_endpoint(const bus *b, unsigned broker) {
    return broker < b->n_link ? b->link[broker].endpoint : NULL;
}

unsigned bus_ready(const bus *b) {
    unsigned n = 0;
    for (unsigned i = 0; i < b->n_link; i++) n += link_lives(&b->link[i], clock_us());
    return n;
}

void bus_watch(bus *b, bus_hinted *hinted, void *self) {
    b->hinted = hinted;
    b->hinted_self = self;
    for (unsigned i = 0; i < b->n_link; i++) b->link[i].beat_us = 0;
}

void bus_ask_status(bus *b, bus_told *told, void *self) {
    b->told = told;
    b->told_self = self;
    for (unsigned i = 0; told && i < b->n_link; i++) {
        status sent = frames_send(b->link[i].socket, NULL, 0, BUS__KIND__STATUS, NULL, NULL);
        (void) sent; /* one that is not connected will not tell */
    }
}
