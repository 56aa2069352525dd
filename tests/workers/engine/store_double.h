/* store_double: bus, transaction and database of a worker as a test scripts them, in memory. The
 * real runner, transact and queries run against it; what they asked for and in which order is the
 * trace.
 *
 *     begin      a transaction or snapshot is open          finish N  N commands were stored
 *     cancel     it was given up                            answer X  an answer left
 *     back       a command was put back to the bus          park M    a command waits for an
 * operator count      an attempt was counted                     hint      readers were told
 *     reconnect  a new session                              look N    N reads were stored */
#ifndef HALL_TESTS_WORKERS_STORE_DOUBLE_H
#define HALL_TESTS_WORKERS_STORE_DOUBLE_H

#include "tests/workers/engine/office.h"
#include "workers/engine/runner.h"

typedef struct script {
    office *office;
    arena *a;
    bus_work waiting[16]; /* what bus_take gives */
    unsigned n_waiting;
    status finish[8]; /* results of the next finishes; OK when used up */
    unsigned n_finish, n_finished;
    bool stale, lost;
    status round;       /* of every round trip */
    batch_kept kept[4]; /* answers given before */
    unsigned n_kept;
    bool kept_loaded;
    int64_t reference; /* of the lane as a transaction finds it */
    int64_t parked_state, attempts, position, cached, cleaned, counted;
    status counting; /* of a count of attempts, and of calls of program keys */
    bool key_known;  /* there is a program key, and calls_left are left of its day */
    int64_t calls_left;
    bool attempting;
    parked last_parked;
    Bus__Answer *answer[16]; /* what left, in order */
    unsigned n_answer;
    int64_t wait_us; /* of the last: how long after the taking it leaves */
    char trace[512];
} script;

/* script_open: an office with a runner over it; script_close ends both. */
script *script_open(runner **out);
void script_close(script *s, runner *r);

/* script_send: one command or query more waits on the bus, with the id 1, 2, 3 ... in its first
 * byte. */
bus_work *script_send(script *s, const char *account_no, const char *method,
                      const ProtobufCMessage *in);

/* script_keep: the answer of a command was kept by an earlier turn. */
void script_keep(script *s, const bus_work *work, const char *account, const Bus__Answer *answer);

#endif
