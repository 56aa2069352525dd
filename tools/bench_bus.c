/* hall-bench-bus: what the broker costs. Round trips per second and latency of a command through
 * hall-broker and an echo worker, beside a raw ZeroMQ round trip (DEALER to an echoing ROUTER, ipc,
 * same frame) measured in the same run, at 1, 16 and 256 open. Printed as a ratio; no database. */
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker/bus.h"
#include "broker/frame.h"
#include "proto/runtime/uuid.h"

enum { OPEN_MAX = 256, SAMPLES_MAX = 1 << 20, PAYLOAD_BYTES = 200 };
static const int64_t run_us = 1000000;

typedef struct result {
    double per_s;
    int64_t p50_us, p99_us;
} result;

static char folder[64], keys[80], front[128], back[128], raw[128];
static int64_t *samples;
static size_t n_samples;

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return x < y ? -1 : x > y;
}

static result summary(int64_t took_us) {
    must(n_samples > 0);
    qsort(samples, n_samples, sizeof *samples, by_value);
    return (result){(double) n_samples * 1e6 / (double) took_us, samples[n_samples / 2],
                    samples[n_samples * 99 / 100]};
}

static void sample(int64_t began_us) {
    if (n_samples < SAMPLES_MAX) samples[n_samples++] = clock_us() - began_us;
}

/* ---- processes ----------------------------------------------------------------------------- */

static pid_t child(void (*run)(void)) {
    fflush(stdout);
    pid_t pid = fork();
    must(pid >= 0);
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        run();
        _exit(1);
    }
    return pid;
}

static void raw_echo(void) {
    void *router = zmq_socket(zmq_ctx_new(), ZMQ_ROUTER);
    must(zmq_bind(router, raw) == 0);
    for (;;) {
        zmq_msg_t id, body;
        zmq_msg_init(&id), zmq_msg_init(&body);
        must(zmq_msg_recv(&id, router, 0) >= 0 && zmq_msg_recv(&body, router, 0) >= 0);
        must(zmq_msg_send(&id, router, ZMQ_SNDMORE) >= 0 && zmq_msg_send(&body, router, 0) >= 0);
    }
}

static void broker(void) {
    char path[512], name[4][160];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 16);
    must(n > 0);
    path[n] = '\0';
    strcpy(strrchr(path, '/') + 1, "hall-broker");
    snprintf(name[0], sizeof name[0], "--keys=%s", keys);
    snprintf(name[1], sizeof name[1], "--front=%s", front);
    snprintf(name[2], sizeof name[2], "--back=%s", back);
    snprintf(name[3], sizeof name[3], "--log=error");
    execl(path, path, name[0], name[1], name[2], name[3], NULL);
    perror(path);
}

static void echo_batch(bus_worker *w, arena *a) {
    bus_work work[64];
    arena_reset(a);
    unsigned n = bus_take(w, a, work, 64);
    for (unsigned i = 0; i < n; i++) {
        Bus__Answer answer = BUS__ANSWER__INIT;
        answer.id = work[i].envelope->id;
        must(bus_answer(w, work[i].stamp, &answer) == OK);
    }
}

static void worker(void) {
    const char *endpoint[] = {back};
    bus_worker_options options = {.name = "worker",
                                  .keys_dir = keys,
                                  .endpoint = endpoint,
                                  .n_endpoint = 1,
                                  .credit = 2 * OPEN_MAX};
    bus_worker *w;
    arena *a = arena_open(1 << 22);
    must(a && bus_worker_open(&options, &w) == OK);
    for (;;) {
        zmq_pollitem_t items[BUS_WORKER_ITEMS_MAX];
        unsigned n = bus_worker_poll(w, items);
        zmq_poll(items, (int) n, bus_worker_wait_ms(w, 1000));
        bus_worker_turn(w);
        echo_batch(w, a);
    }
}

/* ---- measuring ----------------------------------------------------------------------------- */

/* The raw answers of one connection come in order, so the oldest open one is meant. */
static result measure_raw(void *dealer, unsigned open) {
    int64_t began_us[OPEN_MAX], start_us = clock_us();
    uint8_t frame[PAYLOAD_BYTES + 200] = {0};
    unsigned n = 0, oldest = 0;
    n_samples = 0;
    while (clock_us() - start_us < run_us || n > 0) {
        while (n < open && clock_us() - start_us < run_us) {
            began_us[(oldest + n++) % OPEN_MAX] = clock_us();
            must(zmq_send(dealer, frame, sizeof frame, 0) >= 0);
        }
        if (n > 0) {
            must(zmq_recv(dealer, frame, sizeof frame, 0) >= 0);
            sample(began_us[oldest++ % OPEN_MAX]);
            n--;
        }
    }
    return summary(clock_us() - start_us);
}

typedef struct flight {
    bool open;
    int64_t began_us;
} flight;

static void on_answer(void *self, const Bus__Answer *answer) {
    flight *f = self;
    f->open = false;
    must(answer->status == OK);
    sample(f->began_us);
}

/* A login of an account spread over the shards, with a password of a hundred bytes. */
static void launch(bus *b, flight *f) {
    uint8_t id[UUID_BYTES], payload[PAYLOAD_BYTES] = {0};
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    uuid_v7(id);
    payload[0] = 1 << 3 | 2;
    payload[1] = 15;
    snprintf((char *) payload + 2, 16, "%015u", id[15] * 256u + id[14]);
    payload[17] = 2 << 3 | 2;
    payload[18] = 100;
    memset(payload + 19, '1', 100);
    envelope.id = (ProtobufCBinaryData){sizeof id, id};
    envelope.method = (char *) "identity.Login";
    envelope.payload = (ProtobufCBinaryData){119, payload};
    *f = (flight){true, clock_us()};
    must(bus_send(b, &envelope, 20000, on_answer, f) == OK);
}

static void turn(bus *b) {
    zmq_pollitem_t items[BUS_BROKERS_MAX];
    unsigned n = bus_poll(b, items);
    zmq_poll(items, (int) n, bus_wait_ms(b, 1000));
    bus_turn(b);
}

static result measure_bus(bus *b, unsigned open) {
    static flight flights[OPEN_MAX];
    int64_t start_us = clock_us();
    n_samples = 0;
    while (clock_us() - start_us < run_us || bus_open_count(b) > 0) {
        for (unsigned i = 0; i < open && clock_us() - start_us < run_us; i++)
            if (!flights[i].open) launch(b, &flights[i]);
        turn(b);
    }
    return summary(clock_us() - start_us);
}

static void print_line(unsigned open, result plain, result through) {
    printf("%5u | %9.0f %7lld %7lld | %9.0f %7lld %7lld | %5.2f\n", open, plain.per_s,
           (long long) plain.p50_us, (long long) plain.p99_us, through.per_s,
           (long long) through.p50_us, (long long) through.p99_us, through.per_s / plain.per_s);
}

static void measure(bus *b, void *dealer) {
    static const unsigned opens[] = {1, 16, 256};
    flight warm;
    launch(b, &warm);
    while (warm.open) turn(b);
    puts(" open |  raw rt/s  p50_us  p99_us |  bus rt/s  p50_us  p99_us | ratio");
    for (unsigned i = 0; i < sizeof opens / sizeof *opens; i++) {
        result plain = measure_raw(dealer, opens[i]);
        print_line(opens[i], plain, measure_bus(b, opens[i]));
    }
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk) {
    (void) info, (void) kind, (void) walk;
    return remove(path);
}

static void prepare(void) {
    snprintf(folder, sizeof folder, "/tmp/hall-bench-XXXXXX");
    must(mkdtemp(folder));
    snprintf(keys, sizeof keys, "%s/keys", folder);
    snprintf(front, sizeof front, "ipc://%s/bus/front", folder);
    snprintf(back, sizeof back, "ipc://%s/bus/back", folder);
    snprintf(raw, sizeof raw, "ipc://%s/raw", folder);
    must(keys_create(keys, "broker", PEER_BROKER) == OK);
    must(keys_create(keys, "client", PEER_WEB) == OK);
    must(keys_create(keys, "worker", PEER_WORKER) == OK);
    samples = malloc(SAMPLES_MAX * sizeof *samples);
    must(samples);
}

int main(void) {
    prepare();
    pid_t pids[] = {child(raw_echo), child(broker), child(worker)};
    const char *endpoint[] = {front};
    bus_options options = {
        .name = "client", .keys_dir = keys, .endpoint = endpoint, .n_endpoint = 1};
    bus *b;
    must(bus_open(&options, &b) == OK);
    void *context = zmq_ctx_new(), *dealer = zmq_socket(context, ZMQ_DEALER);
    must(zmq_connect(dealer, raw) == 0);
    measure(b, dealer);
    zmq_close(dealer);
    zmq_ctx_term(context);
    bus_close(b);
    for (unsigned i = 0; i < sizeof pids / sizeof *pids; i++) {
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
    free(samples);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return EXIT_SUCCESS;
}
