/* bus_pulse: the one thread of the bus. A runner turns its loop between batches only, and a batch
 * may take longer than the three seconds after which a silent worker is lost; this thread then
 * beats in its name, over connections of its own. It vouches for a busy process, not for a stuck
 * one: when the loop has not turned for STUCK_US it falls silent. It shares with the loop only
 * `turned_us`. */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "broker/bus_worker_state.h"

#define STUCK_US 30000000

struct pulse {
    bus_worker *worker;
    pthread_t thread;
    int stop; /* eventfd */
    bool runs;
    unsigned n_link;
    bus_link link[BUS_BROKERS_MAX];
    zmq_msg_t name;
};

static void beat_all(pulse *p) {
    int64_t quiet_us = clock_us() - atomic_load(&p->worker->turned_us);
    if (quiet_us < LINK_BEAT_US || quiet_us > STUCK_US)
        return; /* the loop beats itself, or is stuck */
    for (unsigned i = 0; i < p->n_link; i++) {
        status sent = frames_send(p->link[i].socket, NULL, 0, BUS__KIND__BEAT, &p->name, NULL);
        (void) sent; /* a broker that is away does not need to know */
    }
}

static void *run(void *self) {
    pulse *p = self;
    zmq_pollitem_t stop = {.fd = p->stop, .events = ZMQ_POLLIN};
    while (zmq_poll(&stop, 1, BUS_BEAT_MS / 2) <= 0) beat_all(p);
    return NULL;
}

/* Signals belong to the program's own loop. */
static bool thread_start(pulse *p) {
    sigset_t all, before;
    sigfillset(&all);
    must(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
    p->runs = pthread_create(&p->thread, NULL, run, p) == 0;
    must(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
    return p->runs;
}

status pulse_open(bus_worker *w, const char *const *endpoint, const char *broker_cert) {
    Bus__Hello hello = BUS__HELLO__INIT;
    link_options links = {.self = &w->key, .bytes_max = 1024, .linger_ms = 0};
    pulse *p = calloc(1, sizeof *p);
    if (!p) return E_UNAVAILABLE;
    hello.name = w->key.name;
    w->pulse = p;
    p->worker = w;
    p->n_link = w->n_link;
    p->stop = eventfd(0, EFD_CLOEXEC);
    zmq_msg_init(&p->name);
    atomic_store(&w->turned_us, clock_us());
    status state = p->stop >= 0 && frame_pack(&p->name, &hello.base) ? OK : E_UNAVAILABLE;
    if (state == OK) {
        state =
            links_open(p->link, p->n_link, w->context, endpoint, w->keys_dir, broker_cert, &links);
    }
    return state == OK && !thread_start(p) ? E_UNAVAILABLE : state;
}

void pulse_close(pulse *p) {
    if (!p) return;
    if (p->runs) {
        must(eventfd_write(p->stop, 1) == 0);
        pthread_join(p->thread, NULL);
    }
    if (p->stop >= 0) close(p->stop);
    links_close(p->link, p->n_link);
    zmq_msg_close(&p->name);
    free(p);
}
