/* Stories of the calls that a unit's own software may make a day (labels: A39): counted before they
 * run, taken some at a time. */
#include "gen/query/get_unit.h"
#include "tests/workers/engine/store_double.h"

static script *s;
static runner *r;

static int open_worker(void **state) {
    (void) state;
    s = script_open(&r);
    return 0;
}

static int close_worker(void **state) {
    (void) state;
    script_close(s, r);
    return 0;
}

/* The id of a call counts up from `first`. */
static void call_by_key(unsigned n, uint8_t first) {
    static uint8_t secret[32] = "a unit's own software";
    for (unsigned i = 0; i < n; i++) {
        GetUnit in = GET_UNIT_INIT;
        in.unit_no = lend("10000001");
        bus_work *work = script_send(s, "", "query.GetUnit", &in.base);
        work->envelope->program_key = (ProtobufCBinaryData){sizeof secret, secret};
        work->envelope->id.data[0] = (uint8_t) (first + i);
    }
}

/* Taken together, counted off one by one: who is over is told when the day is over. */
static void calls_beyond_the_quota_are_not_run(void **state) {
    (void) state;
    s->key_known = true;
    s->calls_left = 2;
    call_by_key(3, 1);
    assert_int_equal(runner_turn(r), 3);
    assert_int_equal(s->answer[0]->status, E_QUOTA);
    assert_in_range(s->answer[0]->retry_after_ms, 1, 24 * 3600 * 1000);
    assert_int_not_equal(s->answer[1]->status, E_QUOTA);
    assert_int_not_equal(s->answer[2]->status, E_QUOTA);
    assert_non_null(strstr(s->trace, "calls 1"));
    /* and is not asked for with each call */
    s->trace[0] = '\0';
    call_by_key(1, 9);
    assert_int_equal(runner_turn(r), 1);
    assert_int_equal(s->answer[3]->status, E_QUOTA);
    assert_null(strstr(s->trace, "calls"));
}

static void what_is_no_key_is_left_to_the_gates(void **state) {
    (void) state;
    call_by_key(1, 1);
    assert_int_equal(runner_turn(r), 1);
    assert_int_not_equal(s->answer[0]->status, E_QUOTA);
}

static void calls_that_cannot_be_counted_are_not_run(void **state) {
    (void) state;
    s->key_known = true;
    s->counting = E_UNAVAILABLE;
    call_by_key(1, 1);
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, "calls 1 back");
}

static void a_call_that_is_repeated_counts_once(void **state) {
    (void) state;
    s->key_known = true;
    s->calls_left = 1;
    for (int i = 0; i < 3; i++) {
        call_by_key(1, 1);
        assert_int_equal(runner_turn(r), 1);
        assert_int_not_equal(s->answer[i]->status, E_QUOTA);
    }
    call_by_key(1, 2);
    assert_int_equal(runner_turn(r), 1);
    assert_int_equal(s->answer[3]->status, E_QUOTA);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, open_worker, close_worker)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(calls_beyond_the_quota_are_not_run),
        STORY(what_is_no_key_is_left_to_the_gates),
        STORY(calls_that_cannot_be_counted_are_not_run),
        STORY(a_call_that_is_repeated_counts_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
