/* A commit whose outcome nobody knows is never called done, and never called failed
 * (docs/rules 8.9 (2), (3)); a lost session is an outage that a new session ends. */
#include <poll.h>
#include <pthread.h>

#include "tests/store/cluster.h"

typedef struct runner_thread {
    world worker;
    act act;
    UnitRegistered unit;
    status result;
} runner_thread;

static void *run_it(void *self) {
    runner_thread *r = self;
    r->result = run_acts(&r->worker, 1, &r->act);
    return NULL;
}

static int64_t waiting_pid(void) {
    return number_of(
        w.db,
        "select coalesce(max(pid), 0)::bigint from pg_stat_activity where wait_event = 'SyncRep'");
}

/* Given a synchronous standby that does not answer, when the waiting session is treated so, then
 * ... */
static status commit_while(const char *unit_no, uint32_t id, const char *treatment) {
    runner_thread r = {.worker = second_worker(), .unit = a_unit(unit_no)};
    pthread_t thread;
    r.act = (act){.n = 1, .event = {&r.unit.base}};
    act_id(&r.act, id);
    assert_int_equal(pthread_create(&thread, NULL, run_it, &r), 0);
    for (int i = 0; i < 500 && waiting_pid() == 0; i++) poll(NULL, 0, 10);
    int64_t pid = waiting_pid();
    assert_true(pid > 0);
    pg_args_start(w.db);
    pg_value_number(w.db, pid);
    assert_int_equal(pg_run(w.db, treatment, NULL, NULL), OK);
    assert_int_equal(pthread_join(thread, NULL), 0);
    close_worker(&r.worker);
    return r.result;
}

static int ask_for_a_standby(void **state) {
    (void) state;
    status s = pg_script(w.db, "set synchronous_commit = local");
    if (s == OK) s = pg_script(w.db, "alter system set synchronous_standby_names = 'nobody'");
    if (s == OK) s = pg_script(w.db, "select pg_reload_conf()");
    return s == OK ? 0 : -1;
}

static int ask_for_none(void **state) {
    (void) state;
    status s = pg_script(w.db, "alter system reset synchronous_standby_names");
    if (s == OK) s = pg_script(w.db, "select pg_reload_conf()");
    return s == OK ? 0 : -1;
}

static void test_a_cancelled_wait_is_no_success(void **state) {
    (void) state;
    assert_int_equal(commit_while("C1", 1, "select pg_cancel_backend($1::bigint::int)"),
                     IN_PROGRESS);
    assert_int_equal(number_of(w.db, "select count(*) from unit where unit_no = 'C1'"), 1);
}

static void test_a_session_killed_in_its_commit_is_no_failure(void **state) {
    (void) state;
    assert_int_equal(commit_while("C2", 2, "select pg_terminate_backend($1::bigint::int)"),
                     IN_PROGRESS);
}

static void test_a_repetition_waits_for_a_commit_of_its_own(void **state) {
    (void) state;
    world x = second_worker();
    uint8_t id[1][16] = {{1}};
    batch_begin(x.batch);
    batch_ask_kept(x.batch, 1, (const uint8_t(*)[16]) id, x.arena);
    assert_int_equal(batch_round(x.batch), OK);
    assert_non_null(batch_kept_find(x.batch, id[0]));
    int64_t before = number_of(
        w.db, "select seen from kept where command_id = '\\x01000000000000000000000000000000'");
    assert_int_equal(before, 1);
    assert_int_equal(batch_finish(x.batch, view_open(x.arena, NULL, NULL), 0, NULL), OK);
    assert_int_equal(number_of(w.db, "select max(seen) from kept"), 2);
    close_worker(&x);
}

static void test_a_killed_session_is_an_outage_and_ends(void **state) {
    (void) state;
    world x = second_worker();
    int64_t pid = number_of(x.db, "select pg_backend_pid()");
    pg_args_start(w.db);
    pg_value_number(w.db, pid);
    assert_int_equal(pg_run(w.db, "select pg_terminate_backend($1::bigint::int)", NULL, NULL), OK);
    UnitRegistered unit = a_unit("K1");
    act a = {.n = 1, .event = {&unit.base}};
    act_id(&a, 50);
    assert_int_equal(run_acts(&x, 1, &a), E_UNAVAILABLE);
    assert_true(pg_is_lost(x.db));
    assert_int_equal(run_acts(&x, 1, &a), E_UNAVAILABLE);
    assert_int_equal(pg_reconnect(x.db), OK);
    assert_int_equal(run_acts(&x, 1, &a), OK);
    close_worker(&x);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_cancelled_wait_is_no_success, ask_for_a_standby,
                                        ask_for_none),
        cmocka_unit_test_setup_teardown(test_a_session_killed_in_its_commit_is_no_failure,
                                        ask_for_a_standby, ask_for_none),
        cmocka_unit_test(test_a_repetition_waits_for_a_commit_of_its_own),
        cmocka_unit_test(test_a_killed_session_is_an_outage_and_ends),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
