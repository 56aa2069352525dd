/* bus_worker_state: what the files of the worker's half share. Inner header of broker. */
#ifndef HALL_BROKER_BUS_WORKER_STATE_H
#define HALL_BROKER_BUS_WORKER_STATE_H

#include <stdatomic.h>
#include <time.h>

#include "broker/bus.h"
#include "broker/link.h"

#define BROKER_BYTES 64u

typedef struct held {
    enum { HELD_FREE, HELD_WAITING, HELD_TAKEN, HELD_DUE } state;
    unsigned link;
    char broker[BROKER_BYTES];
    uint64_t ticket;
    uint32_t delivery;
    bool begun;    /* taken before: it may have been stored although no answer told so */
    int64_t order; /* of arrival: kept when put back, so that it comes first again */
    int64_t late_us;
    int64_t taken_us, due_us; /* due_us: when the answer, which is ready, leaves */
    bool proved;              /* the envelope's MAC was right */
    uint8_t answer_key[KEY_MAC_BYTES];
    zmq_msg_t stamp, envelope, answer;
} held;

typedef struct registration {
    bool welcomed, left;
    uint32_t returned; /* credit to grant again */
} registration;

typedef struct pulse pulse;

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
    pulse *pulse;
    atomic_int_least64_t turned_us; /* read by the pulse */
    held *held;
    size_t n_held, held_room, n_waiting, n_taken, n_due;
    int alarm;    /* timerfd: the next answer that is due */
    int64_t last; /* order given out last */
};

/* bus_worker.c */
status worker_ring_load(bus_worker *w) MUST_CHECK;
status worker_tell(bus_worker *w, unsigned link, Bus__Kind kind,
                   const ProtobufCMessage *body) MUST_CHECK;
void worker_credit_flush(bus_worker *w, unsigned link);

/* bus_pulse.c: beats for a worker whose loop is busy. pulse_open starts the thread with connections
 * of its own to `endpoint`; pulse_close ends it and accepts NULL. */
status pulse_open(bus_worker *w, const char *const *endpoint, const char *broker_cert) MUST_CHECK;
void pulse_close(pulse *p);

/* bus_held.c: commands from receipt to answer */
held *held_find(const bus_worker *w, const Bus__Stamp *stamp);
held *held_new(bus_worker *w);
held *held_first_waiting(const bus_worker *w);
uint32_t held_of(const bus_worker *w, unsigned link);
void held_free(bus_worker *w, held *it);

/* bus_due.c: answers leave through here. due_put: `answer` is moved; it leaves at due_us, or at
 * once when that has passed, and the command is held no longer. due_turn: those whose time has
 * come. */
void due_put(bus_worker *w, held *it, zmq_msg_t *answer, int64_t due_us);
void due_turn(bus_worker *w);

#endif
