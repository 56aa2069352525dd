/* The bus on real processes: brokers are started, killed and drained; the worker is a fake one that
 * echoes. Nothing sent may be lost, and nothing answered twice. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "broker/frame.h"
#include "tests/broker/rig.h"
#include "tests/lib/cmocka.h"

enum { MANY = 200 };

static bool two_answered(const rig *it) {
    return it->answered == 2;
}
static bool many_answered(const rig *it) {
    return it->answered == MANY;
}
static bool some_answered(const rig *it) {
    return it->answered >= MANY / 4;
}
static bool nothing_open(const rig *it) {
    return bus_open_count(it->client[0]) == 0;
}
static bool one_run(const rig *it) {
    return it->run == 1;
}
static bool registered_2(const rig *it) {
    return bus_registered(it->worker[0]) == 2;
}
static bool both_registered(const rig *it) {
    return bus_registered(it->worker[0]) == 1 && bus_registered(it->worker[1]) == 1;
}
static bool first_idle(const rig *it) {
    return bus_idle(it->worker[0]);
}

/* given a broker and a worker, when a command is sent, then it comes stamped and is answered
 * once */
static void a_command_travels(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 4);
    assert_int_equal(rig_send(it, 0, "10000001", 10000), OK);
    assert_true(rig_until(it, rig_answered));
    assert_int_equal(it->last.status, OK);
    assert_int_equal(it->run, 1);
    assert_int_equal(it->stamp.delivery, 1);
    assert_true(it->stamp.received_at_us > 1600000000000000);
    assert_int_equal(it->last.received_at_us, it->stamp.received_at_us);
    assert_true(it->stamp.deadline_us > it->stamp.received_at_us);
}

/* given a worker whose answers wait for their time, when one is ready, one follows that does not
 * wait, and the worker leaves; then the second is there first, the first no sooner than its time,
 * and the worker is idle only when both have left */
static void an_answer_leaves_at_its_time(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 4);
    it->wait_us = 2000000;
    assert_int_equal(rig_send(it, 0, "10000001", 10000), OK);
    assert_true(rig_until(it, one_run));
    int64_t due_us = it->taken_us + it->wait_us;
    it->wait_us = 0;
    assert_int_equal(rig_send(it, 0, "10000002", 10000), OK);
    assert_true(rig_until(it, rig_answered));
    assert_true(clock_us() < due_us);
    bus_leave(it->worker[0]);
    assert_false(bus_idle(it->worker[0]));
    assert_true(rig_until(it, first_idle));
    assert_true(rig_until(it, two_answered));
    assert_true(clock_us() >= due_us);
    assert_int_equal(it->run, 2);
}

/* given a broker on ipc; then only its own user can come near, because it made the folder 0700, and
 * a second broker does not take the address */
static void ipc_is_guarded(void **state) {
    rig *it = *state;
    struct stat info;
    char path[160];
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    assert_true(rig_until(it, rig_ready));
    snprintf(path, sizeof path, "%s/bus0", it->folder);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    snprintf(path, sizeof path, "%s/bus0/front", it->folder);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0660);
    pid_t first = it->broker[0];
    rig_broker(it, 0, false);
    assert_int_equal(rig_wait(it, 0), EXIT_FAILURE);
    it->broker[0] = first;
}

static void send_many(rig *it) {
    char account[16];
    for (int i = 0; i < MANY; i++) {
        snprintf(account, sizeof account, "%d", 10000000 + i);
        assert_int_equal(rig_send(it, 0, account, 20000), OK);
    }
}

/* given two brokers, when one is killed in the middle; then every command is answered, once */
static void two_brokers_lose_nothing(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_broker(it, 1, false);
    rig_client(it, 0, "web-1", 2);
    rig_worker(it, 0, 2, 8);
    assert_true(rig_until(it, registered_2));
    send_many(it);
    assert_true(rig_until(it, some_answered));
    rig_kill(it, 0, SIGKILL);
    assert_true(rig_until(it, many_answered));
    assert_int_equal(it->answered_ok, MANY);
    assert_int_equal(bus_open_count(it->client[0]), 0);
}

/* given one broker, when it is killed and started again; then the worker registers again, the
 * client repeats, every command is answered, once */
static void a_restarted_broker_loses_nothing(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 8);
    assert_true(rig_until(it, rig_registered));
    send_many(it);
    assert_true(rig_until(it, some_answered));
    rig_kill(it, 0, SIGKILL);
    rig_broker(it, 0, false);
    assert_true(rig_until(it, many_answered));
    assert_int_equal(it->answered_ok, MANY);
}

/* given a worker that holds a command, when it dies; then the other one gets it, delivery 2 */
static void a_dead_workers_command_moves(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 4);
    it->hold = true;
    assert_int_equal(rig_send(it, 0, "10000001", 20000), OK);
    assert_true(rig_until(it, one_run));
    bus_worker_close(it->worker[0]);
    it->worker[0] = NULL;
    it->hold = false;
    rig_worker(it, 1, 1, 4);
    assert_true(rig_until(it, rig_answered));
    assert_int_equal(it->last.status, OK);
    assert_int_equal(it->stamp.delivery, 2);
}

static bool never(const rig *it) {
    (void) it;
    return false;
}

/* given a worker whose loop does not turn for longer than a silent one is kept; then it is not
 * lost, and the command sent to it is still its own */
static void a_busy_worker_is_not_lost(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 4);
    assert_true(rig_until(it, rig_registered));
    bus_worker *busy = it->worker[0];
    it->worker[0] = NULL;
    assert_int_equal(rig_send(it, 0, "10000001", 20000), OK);
    assert_false(rig_within(it, never, 4500));
    it->worker[0] = busy;
    assert_true(rig_until(it, rig_answered));
    assert_int_equal(it->last.status, OK);
    Bus__BrokerStatus *told;
    assert_int_equal(bus_broker_status(it->client[0], 0, 5000, it->arena, &told), OK);
    assert_int_equal(told->resent, 0);
}

/* when a worker leaves; then it finishes what it has, others go on, and nothing waits for it */
static void a_worker_leaves(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 4);
    rig_worker(it, 1, 1, 4);
    assert_true(rig_until(it, both_registered));
    bus_leave(it->worker[0]);
    assert_true(rig_until(it, first_idle));
    send_many(it);
    assert_true(rig_until(it, many_answered));
    assert_int_equal(it->run_by[0], 0);
}

/* when the broker is asked to stop; then what is open is answered and it ends well */
static void sigterm_drains(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 4);
    it->hold = true;
    assert_int_equal(rig_send(it, 0, "10000001", 20000), OK);
    assert_true(rig_until(it, one_run));
    rig_kill(it, 0, SIGTERM);
    /* New ones are told at once that this broker is leaving, as soon as it has seen the signal. */
    for (int i = 0; i < 20 && !rig_within(it, rig_answered, 50); i++)
        assert_int_equal(rig_send(it, 0, "10000002", 20000), OK);
    assert_int_equal(it->last.status, E_UNAVAILABLE);
    assert_string_equal(it->reason, "draining");
    /* The first one's worker never answers: at the end of the drain it is given back. */
    assert_true(rig_until(it, nothing_open));
    assert_int_equal(it->last.status, E_UNAVAILABLE);
    assert_int_equal(it->answered_ok, 0);
    assert_int_equal(rig_wait(it, 0), EXIT_SUCCESS);
}

/* when nobody answers in time; then the sender is told to ask again with the same number */
static void the_deadline_is_kept(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 4);
    it->hold = true;
    assert_int_equal(rig_send(it, 0, "10000001", 700), OK);
    assert_true(rig_until(it, rig_answered));
    assert_int_equal(it->last.status, E_DEADLINE);
    assert_string_equal(it->reason, "in_progress");
    assert_int_equal(it->run, 1);
}

/* The same id with the same content shares one answer; with other content it is refused here. */
static void an_open_id_is_not_reused(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    Bus__Envelope envelope = rig_envelope("10000001");
    assert_int_equal(bus_send(it->client[0], &envelope, 9000, rig_on_answer, it), OK);
    assert_int_equal(bus_send(it->client[0], &envelope, 9000, rig_on_answer, it), OK);
    envelope.payload.data[2] = '9';
    assert_int_equal(bus_send(it->client[0], &envelope, 9000, rig_on_answer, it), E_KEY_REUSED);
    rig_worker(it, 0, 1, 4);
    assert_true(rig_until(it, two_answered));
    assert_int_equal(it->run, 1);
}

/* Regression, libzmq #3937: a peer with ZMTP heartbeats that sends faster than is read, and reads
 * nothing itself, once killed the process on the other side. */
static void zmtp_heartbeats_do_not_kill(void **state) {
    rig *it = *state;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    assert_true(rig_until(it, rig_ready));
    void *context = zmq_ctx_new(), *flood = zmq_socket(context, ZMQ_DEALER);
    int ivl = 5, none = 0, few = 10;
    zmq_setsockopt(flood, ZMQ_HEARTBEAT_IVL, &ivl, sizeof ivl);
    zmq_setsockopt(flood, ZMQ_RCVHWM, &few, sizeof few);
    zmq_setsockopt(flood, ZMQ_SNDHWM, &none, sizeof none);
    zmq_setsockopt(flood, ZMQ_LINGER, &none, sizeof none);
    rig_keyed(it, flood, "cli-1");
    assert_int_equal(zmq_connect(flood, it->front[0]), 0);
    uint8_t ask = BUS__KIND__STATUS;
    for (int i = 0; i < 50000; i++) assert_int_equal(zmq_send(flood, &ask, 1, 0), 1);
    rig_worker(it, 0, 1, 4);
    assert_int_equal(rig_send(it, 0, "10000001", 15000), OK);
    assert_true(rig_until(it, rig_answered));
    assert_int_equal(it->last.status, OK);
    assert_int_equal(kill(it->broker[0], 0), 0);
    zmq_close(flood);
    zmq_ctx_term(context);
}

static void hinted(void *self, log_position at, const Bus__Hint *hint) {
    ((rig *) self)->hinted = at;
    ((rig *) self)->touched = hint->n_touched;
}
static bool hint_came(const rig *it) {
    return it->hinted.lane == 3 && it->hinted.number == 42 && it->touched == 1;
}

/* A hint reaches watchers with what it touched; the broker tells how it is. */
static void hints_and_status(void **state) {
    rig *it = *state;
    Bus__BrokerStatus *told;
    rig_broker(it, 0, false);
    rig_client(it, 0, "web-1", 1);
    rig_worker(it, 0, 1, 4);
    bus_watch(it->client[0], hinted, it);
    assert_true(rig_until(it, rig_registered));
    assert_true(rig_until(it, rig_ready));
    Bus__Touched roster = BUS__TOUCHED__INIT, *touched = &roster;
    Bus__Hint hint = BUS__HINT__INIT;
    hint.touched = &touched;
    hint.n_touched = 1;
    bus_hint(it->worker[0], (log_position){3, 42}, &hint);
    assert_true(rig_until(it, hint_came));
    assert_int_equal(bus_broker_status(it->client[0], 0, 5000, it->arena, &told), OK);
    assert_string_equal(told->broker, "broker");
    assert_int_equal(told->n_worker, 1);
    assert_string_equal(told->worker[0]->name, "worker-1");
    assert_int_equal(told->worker[0]->shards, 256);
    assert_int_equal(told->n_queue, 3);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, rig_start, rig_stop)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(a_command_travels),
        STORY(an_answer_leaves_at_its_time),
        STORY(ipc_is_guarded),
        STORY(two_brokers_lose_nothing),
        STORY(a_restarted_broker_loses_nothing),
        STORY(a_dead_workers_command_moves),
        STORY(a_busy_worker_is_not_lost),
        STORY(a_worker_leaves),
        STORY(sigterm_drains),
        STORY(the_deadline_is_kept),
        STORY(an_open_id_is_not_reused),
        STORY(zmtp_heartbeats_do_not_kill),
        STORY(hints_and_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
