/* pace: a burst is let in, then one try each step; what was refused costs nothing; one key is no
 * other's. */
#include "adapters/web/door/pace.h"

#include <stdio.h>

#include "tests/lib/cmocka.h"

enum { BURST_DEVICE = 12, BURST_ADDRESS = 240, SECOND = 1000000, KEYS = 2048 };
static const int64_t now = INT64_C(1800000000000000);

static int tries(pace *p, pace_kind kind, const char *key, int64_t at_us, int n) {
    int let = 0;
    for (int i = 0; i < n; i++) let += pace_try(p, kind, key, at_us);
    return let;
}

static void a_burst_then_one_each_step(void **state) {
    pace *p = pace_open();
    (void) state;
    assert_int_equal(tries(p, PACE_DEVICE, "a", now, 100), BURST_DEVICE);
    assert_int_equal(tries(p, PACE_DEVICE, "a", now + 5 * SECOND - 1, 100), 0);
    assert_int_equal(tries(p, PACE_DEVICE, "a", now + 5 * SECOND, 100), 1);
    assert_int_equal(tries(p, PACE_DEVICE, "a", now + 65 * SECOND, 100), BURST_DEVICE);
    pace_close(p);
}

static void ten_thousand_a_minute_are_few(void **state) {
    pace *p = pace_open();
    int let = 0;
    (void) state;
    for (int i = 0; i < 10000; i++)
        let += pace_try(p, PACE_ADDRESS, "192.0.2.1", now + i * INT64_C(6000));
    assert_in_range(let, BURST_ADDRESS, BURST_ADDRESS + 240);
    assert_true(pace_try(p, PACE_ADDRESS, "192.0.2.2", now)); /* another address */
    pace_close(p);
}

static void the_quiet_one_is_forgotten_for_a_new_one(void **state) {
    pace *p = pace_open();
    char key[16];
    (void) state;
    assert_int_equal(tries(p, PACE_DEVICE, "busy", now, 100), BURST_DEVICE);
    for (int i = 0; i < KEYS; i++) {
        snprintf(key, sizeof key, "%d", i);
        assert_true(pace_try(p, PACE_DEVICE, key, now));
    }
    assert_int_equal(tries(p, PACE_DEVICE, "busy", now, 100), 0);
    pace_close(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_burst_then_one_each_step),
                                       cmocka_unit_test(ten_thousand_a_minute_are_few),
                                       cmocka_unit_test(the_quiet_one_is_forgotten_for_a_new_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
