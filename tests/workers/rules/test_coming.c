/* What will be missing is named before it is. */
#include "tests/lib/cmocka.h"

#include "workers/rules/coming.h"

static const param rows[] = {
    {.kind = PARAM_RATE, .insurance = 110, .payer = PAYER_UNIT, .from = 202001, .to = 202701},
    {.kind = PARAM_RATE, .insurance = 210, .payer = PAYER_UNIT, .from = 202001, .to = 202701},
    {.kind = PARAM_RATE, .insurance = 210, .payer = PAYER_UNIT, .from = 202701},
    {.kind = PARAM_LIMIT, .insurance = 110, .group = 1, .from = 202601},
    {.kind = PARAM_LIMIT, .insurance = 210, .group = 1, .from = 202601, .to = 202701},
    {.kind = PARAM_LIMIT, .insurance = 210, .group = 1, .from = 202701},
    {.kind = PARAM_FLOAT, .group = 2, .from = 201510, .to = 202612, .rate = 50000},
    {.kind = PARAM_FLOAT, .group = 2, .from = 201510, .rate = 80000},
    {.kind = PARAM_RELIEF, .insurance = 110, .payer = PAYER_UNIT, .from = 202601, .to = 202701},
    {.kind = PARAM_INTEREST, .insurance = 110, .from = 202601, .to = 202701},
    {.kind = PARAM_TIER, .insurance = 110, .group = 60, .from = 202501, .to = 202601},
};
static const param_set set = {.row = rows, .n = sizeof rows / sizeof rows[0]};

static void test_what_ends_without_a_successor(void **state) {
    (void) state;
    param_gap gap[8];
    assert_int_equal(coming_params(&set, 202611, 202701, gap, 8), 3);
    assert_ptr_equal(gap[0].row, &rows[0]);
    assert_int_equal(gap[0].kind, GAP_ENDS);
    assert_int_equal(gap[0].from, 202701);
    assert_ptr_equal(gap[2].row, &rows[6]); /* one float ends, the other one goes on */
    assert_int_equal(gap[2].from, 202612);
}

static void test_what_goes_on_from_an_earlier_year_is_provisional(void **state) {
    (void) state;
    param_gap gap[8];
    assert_int_equal(coming_params(&set, 202611, 202701, gap, 8), 3);
    assert_ptr_equal(gap[1].row, &rows[3]);
    assert_int_equal(gap[1].kind, GAP_PROVISIONAL);
    assert_int_equal(gap[1].from, 202701);
}

static void test_nothing_is_missing_in_time(void **state) {
    (void) state;
    param_gap gap;
    assert_int_equal(coming_params(&set, 202609, 202611, &gap, 1), 0);
    assert_int_equal(coming_params(&set, 202611, 202701, &gap, 1), 3); /* counted beyond the room */
}

static void test_working_days_end_with_their_table(void **state) {
    (void) state;
    const workday_table table = {.first_year = 2025, .last_year = 2027, .announced_year = 2026};
    assert_int_equal(coming_workdays(&table, 20261231), GAP_NONE);
    assert_int_equal(coming_workdays(&table, 20270101), GAP_PROVISIONAL);
    assert_int_equal(coming_workdays(&table, 20280101), GAP_ENDS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_ends_without_a_successor),
        cmocka_unit_test(test_what_goes_on_from_an_earlier_year_is_provisional),
        cmocka_unit_test(test_nothing_is_missing_in_time),
        cmocka_unit_test(test_working_days_end_with_their_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
