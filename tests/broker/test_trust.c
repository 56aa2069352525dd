/* Who trusts whom on the bus: nobody works, speaks or answers in another's name. */
#include "broker/envelope.h"
#include "broker/frame.h"
#include "broker/zap.h"
#include "proto/runtime/process.h"
#include "tests/broker/rig.h"
#include "tests/lib/cmocka.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* A known certificate does not help without the right key of the same peer: nobody runs it. */
static void a_forged_mac_is_refused(void **state) {
    rig *it = *state, *stranger = rig_open();
    char path[400];
    rig_broker(it, 0, false);
    rig_worker(it, 0, 1, 4);
    /* given the certificates of this hall beside another hall's key */
    snprintf(path, sizeof path, "cp %s/web-1.cert* %s/broker.cert %s; rm %s/broker.cert_secret",
             it->keys, it->keys, stranger->keys, stranger->keys);
    assert_int_equal(system(path), 0);
    memcpy(stranger->front, it->front, sizeof it->front);
    rig_client(stranger, 0, "web-1", 1);
    assert_true(rig_until(it, rig_registered));
    assert_int_equal(rig_send(stranger, 0, "10000001", 9000), OK);
    for (int i = 0; i < 400 && !stranger->answered; i++) {
        (void) rig_within(it, rig_answered, 10);
        (void) rig_within(stranger, rig_answered, 10);
    }
    assert_int_equal(stranger->last.status, E_ORIGIN);
    assert_int_equal(it->run, 0);
    rig_close(stranger);
}

static void hello_as(void *socket, const char *name) {
    zmq_msg_t body;
    Bus__Hello hello = BUS__HELLO__INIT;
    hello.name = (char *) (uintptr_t) name;
    hello.credit = 64;
    hello.weight = 16;
    assert_true(frame_pack(&body, &hello.base));
    (void) !frames_send(socket, NULL, 0, BUS__KIND__HELLO, &body, NULL);
    zmq_msg_close(&body);
}

/* Given a process of the same account without a key, one with a client's key and a worker that
 * calls itself another's name, when each says HELLO at the workers' socket, then none is sent a
 * command. */
static void nobody_else_works(void **state) {
    rig *it = *state;
    void *context = zmq_ctx_new(), *socket[4];
    const char *const own[] = {NULL, "web-1", "worker-2", NULL};
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    assert_true(rig_until(it, rig_ready));
    for (int i = 0; i < 4; i++) {
        int none = 0;
        socket[i] = zmq_socket(context, ZMQ_DEALER);
        zmq_setsockopt(socket[i], ZMQ_LINGER, &none, sizeof none);
        if (own[i]) rig_keyed(it, socket[i], own[i]);
        if (i == 3) {
            zmq_setsockopt(socket[i], ZMQ_PLAIN_USERNAME, "worker-1", 8);
            zmq_setsockopt(socket[i], ZMQ_PLAIN_PASSWORD, "made up", 7);
        }
        assert_int_equal(zmq_connect(socket[i], it->back[0]), 0);
        hello_as(socket[i], "worker-1");
    }
    assert_int_equal(rig_send(it, 0, "10000001", 1500), OK);
    assert_true(rig_until(it, rig_answered));
    assert_true(it->last.status == E_UNAVAILABLE || it->last.status == E_DEADLINE);
    for (int i = 0; i < 4; i++) {
        frames in;
        assert_false(frames_receive(socket[i], &in));
        zmq_close(socket[i]);
    }
    zmq_ctx_term(context);
}

/* Given a client whose key the operator took away, what it signs from then on is nobody's. */
static void a_key_that_was_taken_away_signs_nothing_more(void **state) {
    rig *it = *state;
    char path[160];
    rig_broker(it, 0, false);
    rig_worker(it, 0, 1, 4);
    rig_client(it, 0, "web-1", 1);
    assert_true(rig_until(it, rig_registered));
    assert_true(rig_until(it, rig_ready));
    assert_int_equal(rig_send(it, 0, "10000001", 5000), OK);
    assert_true(rig_until(it, rig_answered));
    assert_int_equal(it->last.status, OK);
    snprintf(path, sizeof path, "%s/web-1.key", it->keys);
    assert_int_equal(unlink(path), 0);
    it->answered = 0;
    assert_int_equal(rig_send(it, 0, "10000001", 1500), OK);
    assert_true(rig_until(it, rig_answered));
    assert_true(it->last.status == E_ORIGIN || it->last.status == E_DEADLINE);
}

/* A broker played by the test, with the true broker's keys. */
typedef struct liar {
    void *context, *router, *zap;
    peer_key own;
    key_ring *ring;
    char id[64];
    size_t id_bytes;
} liar;

static const key_ring *ring_of(void *self, bool again) {
    (void) again;
    return ((liar *) self)->ring;
}

static bool hear(liar *l, frames *out) {
    (void) zap_turn(l->zap, &l->own, ring_of, l);
    return frames_receive(l->router, out);
}

static void lie_at(const rig *it, liar *l, const char *domain, char *endpoint, size_t room) {
    int server = 1, none = 0;
    l->context = zmq_ctx_new();
    l->zap = zap_open(l->context);
    l->router = zmq_socket(l->context, ZMQ_ROUTER);
    assert_int_equal(keys_load(it->keys, "broker", &l->own), OK);
    assert_int_equal(key_ring_open(it->keys, &l->ring), OK);
    zmq_setsockopt(l->router, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(l->router, ZMQ_PLAIN_SERVER, &server, sizeof server);
    zmq_setsockopt(l->router, ZMQ_ZAP_DOMAIN, domain, strlen(domain));
    snprintf(endpoint, room, "ipc://%s/lying", it->folder);
    assert_int_equal(zmq_bind(l->router, endpoint), 0);
}

static void lie_no_more(liar *l) {
    zmq_close(l->router);
    zmq_close(l->zap);
    zmq_ctx_term(l->context);
    key_ring_close(l->ring);
}

static void lie_to_a_worker(rig *it, liar *l) {
    frames in = {0};
    lie_at(it, l, "back", it->back[0], sizeof it->back[0]);
    rig_worker(it, 0, 1, 4);
    it->hold = true;
    int64_t end_us = clock_us() + 5000000;
    while (!hear(l, &in) && clock_us() < end_us) bus_worker_turn(it->worker[0]);
    assert_int_equal(frames_kind(&in, 1), BUS__KIND__HELLO);
    l->id_bytes = zmq_msg_size(&in.part[0]);
    memcpy(l->id, zmq_msg_data(&in.part[0]), l->id_bytes);
    frames_close(&in);
}

static bool answered_as(const frames *in, status *out) {
    if (frames_kind(in, 1) != BUS__KIND__ANSWER) return false;
    Bus__Answer *answer = bus__answer__unpack(NULL, zmq_msg_size((zmq_msg_t *) &in->part[3]),
                                              zmq_msg_data((zmq_msg_t *) &in->part[3]));
    *out = answer->status;
    bus__answer__free_unpacked(answer, NULL);
    return true;
}

/* Sends one command as the broker would; OK when the worker takes it, else its refusal. */
static status what_the_worker_says(rig *it, liar *l, const Bus__Envelope *envelope) {
    static uint64_t ticket = 7;
    Bus__Stamp stamp = BUS__STAMP__INIT;
    zmq_msg_t body, more;
    stamp.ticket = ticket++;
    stamp.deadline_us = 9000000;
    assert_true(frame_pack(&body, &stamp.base) && frame_pack(&more, &envelope->base));
    assert_int_equal(frames_send(l->router, l->id, l->id_bytes, BUS__KIND__COMMAND, &body, &more),
                     OK);
    zmq_msg_close(&body), zmq_msg_close(&more);
    status said = E_INTERNAL;
    for (int64_t end_us = clock_us() + 5000000; clock_us() < end_us;) {
        frames in;
        bus_work work;
        bus_worker_turn(it->worker[0]);
        if (bus_take(it->worker[0], it->arena, &work, 1)) return OK;
        if (!hear(l, &in)) continue;
        bool answer = answered_as(&in, &said);
        frames_close(&in);
        if (answer) return said;
    }
    return said;
}

static void sign(const rig *it, Bus__Envelope *envelope, int64_t signed_at_us) {
    static uint8_t mac[KEY_MAC_BYTES];
    uint8_t frame[512];
    peer_key web;
    assert_int_equal(keys_load(it->keys, "web-1", &web), OK);
    envelope->signed_at_us = signed_at_us;
    envelope->mac = (ProtobufCBinaryData){0, NULL};
    size_t bytes = bus__envelope__pack(envelope, frame);
    assert_int_equal(keys_mac(&web, frame, bytes, mac), OK);
    envelope->mac = (ProtobufCBinaryData){sizeof mac, mac};
}

/* given a broker that lies (here: this test); then the worker itself refuses what was changed, and
 * what was right once: a kept command is worth nothing after two minutes */
static void the_worker_trusts_no_broker(void **state) {
    rig *it = *state;
    liar l;
    lie_to_a_worker(it, &l);
    Bus__Envelope envelope = rig_envelope("10000001");
    envelope.origin = (char *) "web-1";
    sign(it, &envelope, process_now_us());
    envelope.dry_run = true;
    assert_int_equal(what_the_worker_says(it, &l, &envelope), E_ORIGIN);
    envelope.dry_run = false;
    sign(it, &envelope, process_now_us() - ENVELOPE_AGE_US - 1000000);
    assert_int_equal(what_the_worker_says(it, &l, &envelope), E_DEADLINE);
    sign(it, &envelope, process_now_us() + ENVELOPE_AGE_US + 1000000);
    assert_int_equal(what_the_worker_says(it, &l, &envelope), E_DEADLINE);
    sign(it, &envelope, process_now_us() - ENVELOPE_AGE_US + 10000000);
    envelope.signed_at_us = process_now_us(); /* made younger by somebody else */
    assert_int_equal(what_the_worker_says(it, &l, &envelope), E_ORIGIN);
    sign(it, &envelope, process_now_us() - ENVELOPE_AGE_US + 10000000);
    assert_int_equal(what_the_worker_says(it, &l, &envelope), OK);
    bus_worker_close(it->worker[0]);
    it->worker[0] = NULL;
    lie_no_more(&l);
}

/* A kiosk's key may not review, whatever the kiosk is made to send. */
static void a_kiosk_may_not_review(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "kiosk-1", 1);
    rig_worker(it, 0, 1, 4);
    Bus__Envelope envelope = rig_envelope("x");
    envelope.method = (char *) "review.ApproveCase";
    assert_non_null(catalog_command(envelope.method));
    assert_int_equal(bus_send(it->client[0], &envelope, 5000, rig_on_answer, it), OK);
    assert_true(rig_until(it, rig_answered));
    assert_int_equal(it->last.status, E_ORIGIN);
}

/* Hosts apart: the right key is admitted. */
static void tcp_admits_a_known_key(void **state) {
    rig *it = *state;
    rig_broker(it, 0, true);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 4);
    assert_int_equal(rig_send(it, 0, "10000001", 10000), OK);
    assert_true(rig_until(it, rig_answered));
    assert_int_equal(it->last.status, OK);
}

/* An unknown key, however well made, a known key of the wrong class at the back, and no key at all
 * never reach the broker; a known one beside them does. */
static void tcp_refuses_strangers(void **state) {
    rig *it = *state, *stranger = rig_open();
    char path[320];
    rig_broker(it, 0, true);
    rig_client(it, 0, "web-1", 1);
    /* The stranger has the broker's public key, but its own certificate is in no key folder. */
    snprintf(path, sizeof path, "cp %s/broker.cert %s/broker.cert; rm -f %s/broker.cert_secret",
             it->keys, stranger->keys, stranger->keys);
    assert_int_equal(system(path), 0);
    memcpy(stranger->front, it->front, sizeof it->front);
    memcpy(stranger->back, it->back, sizeof it->back);
    rig_client(stranger, 0, "web-1", 1);
    rig_worker(stranger, 0, 1, 4);
    assert_int_equal(rig_send(stranger, 0, "10000001", 1500), OK);
    void *context = zmq_ctx_new(), *plain = zmq_socket(context, ZMQ_DEALER);
    assert_int_equal(zmq_connect(plain, it->front[0]), 0);
    uint8_t beat = BUS__KIND__BEAT;
    assert_int_equal(zmq_send(plain, &beat, 1, ZMQ_DONTWAIT), 1);
    assert_true(rig_until(it, rig_ready));
    assert_true(rig_until(stranger, rig_answered));
    assert_int_equal(stranger->last.status, E_DEADLINE);
    assert_int_equal(bus_ready(stranger->client[0]), 0);
    assert_int_equal(bus_registered(stranger->worker[0]), 0);
    assert_int_equal(zmq_recv(plain, &beat, 1, ZMQ_DONTWAIT), -1);
    int none = 0;
    zmq_setsockopt(plain, ZMQ_LINGER, &none, sizeof none);
    zmq_close(plain);
    zmq_ctx_term(context);
    rig_close(stranger);
}

static void forge(void *router, const frames *in, const Bus__Envelope *envelope) {
    zmq_msg_t body;
    Bus__Answer answer = BUS__ANSWER__INIT;
    answer.id = envelope->id;
    answer.payload = envelope->payload;
    assert_true(frame_pack(&body, &answer.base));
    assert_int_equal(frames_send(router, zmq_msg_data((zmq_msg_t *) &in->part[0]),
                                 zmq_msg_size((zmq_msg_t *) &in->part[0]), BUS__KIND__ANSWER, &body,
                                 NULL),
                     OK);
    zmq_msg_close(&body);
}

/* given a broker that answers by itself (here: this test); then the client takes no such answer for
 * one, and its time runs out */
static void a_client_trusts_no_broker(void **state) {
    rig *it = *state;
    liar l;
    unsigned forged = 0;
    lie_at(it, &l, "front", it->front[0], sizeof it->front[0]);
    rig_client(it, 0, "web-1", 1);
    assert_int_equal(rig_send(it, 0, "10000001", 2000), OK);
    while (!it->answered) {
        frames in;
        (void) rig_within(it, rig_answered, 10);
        while (hear(&l, &in)) {
            Bus__Envelope *envelope = frames_kind(&in, 1) == BUS__KIND__COMMAND
                                          ? bus__envelope__unpack(NULL, zmq_msg_size(&in.part[2]),
                                                                  zmq_msg_data(&in.part[2]))
                                          : NULL;
            if (envelope) forge(l.router, &in, envelope);
            forged += envelope ? 1 : 0;
            bus__envelope__free_unpacked(envelope, NULL);
            frames_close(&in);
        }
    }
    assert_true(forged > 0);
    assert_int_equal(it->last.status, E_DEADLINE);
    assert_int_equal(bus_forged(it->client[0]), forged);
    lie_no_more(&l);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, rig_start, rig_stop)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(a_key_that_was_taken_away_signs_nothing_more),
        STORY(a_forged_mac_is_refused),
        STORY(nobody_else_works),
        STORY(the_worker_trusts_no_broker),
        STORY(a_client_trusts_no_broker),
        STORY(a_kiosk_may_not_review),
        STORY(tcp_admits_a_known_key),
        STORY(tcp_refuses_strangers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
