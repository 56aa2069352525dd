/* rig: starts broker processes in a private folder and turns clients and a fake worker in one
 * loop. */
#include "tests/broker/rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/frame.h"
#include "tests/lib/cmocka.h"

enum { PATIENCE_MS = 20000, TURN_MS = 20 };

rig *rig_open(void) {
    static const struct {
        const char *name;
        peer_class peer;
    } peers[] = {{"web-1", PEER_WEB},       {"kiosk-1", PEER_KIOSK},   {"cli-1", PEER_CLI},
                 {"worker-1", PEER_WORKER}, {"worker-2", PEER_WORKER}, {"broker", PEER_BROKER}};
    rig *it = calloc(1, sizeof *it);
    assert_non_null(it);
    snprintf(it->folder, sizeof it->folder, "/tmp/hall-bus-XXXXXX");
    assert_non_null(mkdtemp(it->folder));
    snprintf(it->keys, sizeof it->keys, "%s/keys", it->folder);
    for (size_t i = 0; i < sizeof peers / sizeof *peers; i++)
        assert_int_equal(keys_create(it->keys, peers[i].name, peers[i].peer), OK);
    it->arena = arena_open(1 << 20);
    assert_non_null(it->arena);
    return it;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk) {
    (void) info, (void) kind, (void) walk;
    return remove(path);
}

void rig_close(rig *it) {
    for (unsigned i = 0; i < RIG_CLIENTS; i++) bus_close(it->client[i]);
    for (unsigned i = 0; i < RIG_WORKERS; i++) bus_worker_close(it->worker[i]);
    for (unsigned i = 0; i < RIG_BROKERS; i++) rig_kill(it, i, SIGKILL);
    for (unsigned i = 0; i < it->n_reserved; i++) close(it->reserved[i]);
    nftw(it->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_close(it->arena);
    free(it);
}

int rig_start(void **state) {
    *state = rig_open();
    return 0;
}

int rig_stop(void **state) {
    rig_close(*state);
    return 0;
}

/* ---- brokers ------------------------------------------------------------------------------- */

/* A loopback port that is kept until the rig closes: bound with SO_REUSEADDR and not listening, it
 * lets the broker bind the same port and keeps everybody else from being given it. */
static int own_port(rig *it) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes), 0);
    assert_int_equal(bind(fd, (struct sockaddr *) &at, sizeof at), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *) &at, &size), 0);
    assert_true(it->n_reserved < RIG_PORTS);
    it->reserved[it->n_reserved++] = fd;
    return ntohs(at.sin_port);
}

static void set(char out[160], const char *name, const char *value) {
    snprintf(out, 160, "--%s=%s", name, value);
}

void rig_broker(rig *it, unsigned n, bool tcp) {
    char text[8][160];
    char name[16], front[128], back[128];
    snprintf(name, sizeof name, "broker");
    snprintf(front, sizeof front, "ipc://%s/bus%u/front", it->folder, n);
    snprintf(back, sizeof back, "ipc://%s/bus%u/back", it->folder, n);
    snprintf(it->front[n], sizeof it->front[n], "%s", front);
    snprintf(it->back[n], sizeof it->back[n], "%s", back);
    if (tcp) {
        snprintf(it->front[n], sizeof it->front[n], "tcp://127.0.0.1:%d", own_port(it));
        snprintf(it->back[n], sizeof it->back[n], "tcp://127.0.0.1:%d", own_port(it));
    }
    set(text[0], "name", name), set(text[1], "keys", it->keys);
    set(text[2], "front", front), set(text[3], "back", back);
    set(text[4], "log", "error"), set(text[5], "drain-ms", "3000");
    set(text[6], "front-tcp", tcp ? it->front[n] : "");
    set(text[7], "back-tcp", tcp ? it->back[n] : "");
    char *argv[] = {(char *) HALL_BROKER,
                    text[0],
                    text[1],
                    text[2],
                    text[3],
                    text[4],
                    text[5],
                    text[6],
                    text[7],
                    NULL};
    it->broker[n] = fork();
    assert_true(it->broker[n] >= 0);
    if (it->broker[n] == 0) {
        execv(HALL_BROKER, argv);
        _exit(127);
    }
}

void rig_kill(rig *it, unsigned n, int sig) {
    if (it->broker[n] > 0) {
        kill(it->broker[n], sig);
        if (sig == SIGKILL) rig_wait(it, n);
    }
}

int rig_wait(rig *it, unsigned n) {
    int state = 0;
    while (waitpid(it->broker[n], &state, 0) < 0 && errno == EINTR) {}
    it->broker[n] = 0;
    return WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
}

/* ---- clients and workers ------------------------------------------------------------------- */

void rig_client(rig *it, unsigned n, const char *name, unsigned n_broker) {
    const char *endpoint[RIG_BROKERS] = {it->front[0], it->front[1]};
    bus_options options = {.name = name,
                           .keys_dir = it->keys,
                           .endpoint = endpoint,
                           .n_endpoint = n_broker,
                           .repeat_ms = 300};
    assert_int_equal(bus_open(&options, &it->client[n]), OK);
}

void rig_worker(rig *it, unsigned n, unsigned n_broker, uint32_t credit) {
    const char *endpoint[RIG_BROKERS] = {it->back[0], it->back[1]};
    bus_worker_options options = {.name = n == 0 ? "worker-1" : "worker-2",
                                  .keys_dir = it->keys,
                                  .endpoint = endpoint,
                                  .n_endpoint = n_broker,
                                  .credit = credit};
    assert_int_equal(bus_worker_open(&options, &it->worker[n]), OK);
}

static void work(rig *it, unsigned n) {
    bus_work batch[16];
    arena_reset(it->arena);
    int64_t now_us = clock_us();
    unsigned taken = bus_take(it->worker[n], it->arena, batch, 16);
    for (unsigned i = 0; i < taken; i++) {
        it->run++;
        it->run_by[n]++;
        it->taken_us = now_us;
        it->stamp = *batch[i].stamp;
        if (!it->hold) {
            Bus__Answer answer = BUS__ANSWER__INIT;
            answer.payload = batch[i].envelope->payload;
            assert_int_equal(bus_answer_after(it->worker[n], batch[i].stamp, &answer, it->wait_us),
                             OK);
            assert_int_equal(bus_answer(it->worker[n], batch[i].stamp, &answer), E_NOT_FOUND);
        }
    }
}

static void turn(rig *it) {
    zmq_pollitem_t items[(RIG_CLIENTS + RIG_WORKERS) * BUS_WORKER_ITEMS_MAX];
    unsigned n = 0;
    int wait_ms = TURN_MS;
    for (unsigned i = 0; i < RIG_CLIENTS; i++) {
        n += !it->client[i] ? 0 : bus_poll(it->client[i], items + n);
        wait_ms = !it->client[i] ? wait_ms : bus_wait_ms(it->client[i], wait_ms);
    }
    for (unsigned i = 0; i < RIG_WORKERS; i++) {
        n += !it->worker[i] ? 0 : bus_worker_poll(it->worker[i], items + n);
        wait_ms = !it->worker[i] ? wait_ms : bus_worker_wait_ms(it->worker[i], wait_ms);
    }
    zmq_poll(items, (int) n, wait_ms);
    for (unsigned i = 0; i < RIG_CLIENTS; i++)
        if (it->client[i]) bus_turn(it->client[i]);
    for (unsigned i = 0; i < RIG_WORKERS; i++) {
        if (it->worker[i]) {
            bus_worker_turn(it->worker[i]);
            work(it, i);
        }
    }
}

bool rig_until(rig *it, bool (*met)(const rig *it)) {
    return rig_within(it, met, PATIENCE_MS);
}

bool rig_answered(const rig *it) {
    return it->answered == 1;
}

bool rig_registered(const rig *it) {
    return bus_registered(it->worker[0]) == 1;
}

bool rig_ready(const rig *it) {
    return bus_ready(it->client[0]) == 1;
}

bool rig_within(rig *it, bool (*met)(const rig *it), unsigned patience_ms) {
    int64_t end_us = clock_us() + 1000 * (int64_t) patience_ms;
    while (!met(it) && clock_us() < end_us) turn(it);
    return met(it);
}

void rig_on_answer(void *self, const Bus__Answer *answer) {
    rig *it = self;
    it->answered++;
    it->answered_ok += answer->status == OK;
    it->last = *answer;
    snprintf(it->reason, sizeof it->reason, "%s", answer->reason);
}

Bus__Envelope rig_envelope(const char *account) {
    static uint8_t id[UUID_BYTES], payload[64];
    size_t n = strlen(account);
    Bus__Envelope out = BUS__ENVELOPE__INIT;
    uuid_v7(id);
    payload[0] = 1 << 3 | 2; /* Login.account_no */
    payload[1] = (uint8_t) n;
    memcpy(payload + 2, account, n);
    out.id = (ProtobufCBinaryData){sizeof id, id};
    out.method = (char *) "identity.Login";
    out.payload = (ProtobufCBinaryData){n + 2, payload};
    out.channel = (char *) "test";
    return out;
}

status rig_send(rig *it, unsigned n, const char *account, uint32_t timeout_ms) {
    Bus__Envelope envelope = rig_envelope(account);
    return bus_send(it->client[n], &envelope, timeout_ms, rig_on_answer, it);
}

void rig_keyed(const rig *it, void *socket, const char *name) {
    peer_key own, broker;
    assert_int_equal(keys_load(it->keys, name, &own), OK);
    assert_int_equal(keys_load(it->keys, "broker", &broker), OK);
    char password[KEYS_PASSWORD_BYTES];
    assert_true(keys_password(own.curve_secret, broker.curve_public, password));
    zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, name, strlen(name));
    zmq_setsockopt(socket, ZMQ_PLAIN_PASSWORD, password, strlen(password));
}
