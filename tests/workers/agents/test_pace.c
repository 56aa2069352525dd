/* Stories of how long an agent waits when what is due stays refused. */
#include "tests/lib/cmocka.h"

#include "workers/agents/pace.h"

/* One look at `now`: so many done and refused, over after `took_ms`. */
static int64_t look(pace *p, int64_t now, unsigned n_done, unsigned n_refused, int64_t took_ms) {
    pace_begin(p, now);
    for (unsigned i = 0; i < n_done; i++) pace_note(p, false);
    for (unsigned i = 0; i < n_refused; i++) pace_note(p, true);
    return pace_end(p, now + took_ms);
}

static void what_gets_done_is_looked_at_as_configured(void **state) {
    (void) state;
    pace p = {.poll_ms = 5000};
    assert_int_equal(look(&p, 0, 0, 0, 1), 5000);
    assert_int_equal(look(&p, 10, 3, 0, 1), 5000);
    assert_int_equal(look(&p, 20, 3, 3, 1), 5000);
}

static void what_stays_refused_is_tried_less_and_less(void **state) {
    (void) state;
    static const int64_t waits[] = {5000, 10000, 20000, 40000, 60000, 60000};
    pace p = {.poll_ms = 5000};
    for (unsigned i = 0; i < 6; i++) assert_int_equal(look(&p, 0, 0, 1, 1), waits[i]);
}

static void the_first_look_that_gets_something_done_ends_the_waiting(void **state) {
    (void) state;
    pace p = {.poll_ms = 100};
    for (unsigned i = 0; i < 20; i++) look(&p, 0, 0, 1, 1);
    assert_int_equal(look(&p, 0, 0, 1, 1), 60000);
    assert_int_equal(look(&p, 0, 2, 1, 1), 100);
    assert_int_equal(look(&p, 0, 0, 1, 1), 200);
}

/* Fifty thousand rows that stay refused: twelve seconds of work in two minutes. */
static void a_long_look_in_vain_takes_a_tenth_of_the_time(void **state) {
    (void) state;
    pace p = {.poll_ms = 100};
    for (unsigned i = 0; i < 20; i++) look(&p, 0, 1, 50000, 12000);
    assert_int_equal(p.wait_ms, 9 * 12000);
}

static void who_polls_more_seldom_than_that_goes_on_so(void **state) {
    (void) state;
    pace p = {.poll_ms = 3600000};
    for (unsigned i = 0; i < 3; i++) assert_int_equal(look(&p, 0, 0, 1, 1), 3600000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_gets_done_is_looked_at_as_configured),
        cmocka_unit_test(what_stays_refused_is_tried_less_and_less),
        cmocka_unit_test(the_first_look_that_gets_something_done_ends_the_waiting),
        cmocka_unit_test(a_long_look_in_vain_takes_a_tenth_of_the_time),
        cmocka_unit_test(who_polls_more_seldom_than_that_goes_on_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
