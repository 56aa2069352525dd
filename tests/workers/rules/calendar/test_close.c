/* The close calendar at its edges, what is charged, and working days. */
#include "tests/lib/cmocka.h"

#include "workers/rules/calendar/close.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/workday.h"

static void test_an_act_belongs_to_the_month_in_which_it_is_approved(void **state) {
    (void) state;
    close_row march = close_default(201203);
    int32_t period = 0;
    assert_int_equal(march.opens_us, date_us(20120301, 0));
    assert_int_equal(march.closes_us, date_us(20120325, 17));
    assert_int_equal(close_effective(&march, march.opens_us, &period), OK);
    assert_int_equal(period, 201203);
    assert_int_equal(close_effective(&march, march.closes_us - 1, &period), OK);
    assert_int_equal(period, 201203);
}

static void test_the_moment_of_closing_is_closed(void **state) {
    (void) state;
    close_row december = close_default(201212);
    int32_t period = 0;
    assert_int_equal(close_effective(&december, december.closes_us, &period), W_NEXT_PERIOD);
    assert_int_equal(period, 201301);
    december.late = CLOSE_LATE_REFUSE;
    assert_int_equal(close_effective(&december, december.closes_us, &period), E_PERIOD_CLOSED);
    assert_int_equal(close_effective(&december, december.opens_us - 1, &period), E_PERIOD_FUTURE);
}

static void test_a_case_that_waited_is_never_too_late_or_too_early(void **state) {
    (void) state;
    close_row december = close_default(201212);
    december.late = CLOSE_LATE_REFUSE;
    assert_int_equal(close_pending(&december, december.closes_us - 1), 201212);
    assert_int_equal(close_pending(&december, december.opens_us - 1), 201212);
    assert_int_equal(close_pending(&december, december.closes_us), 201301);
}

/* The centre prolongs December into January, and January opens early. */
static void test_a_window_may_reach_over_the_ends_of_its_month(void **state) {
    (void) state;
    close_row november = close_default(201211), december = close_default(201212);
    close_row january = close_default(201301), february = close_default(201302);
    int64_t day = INT64_C(86400000000), new_year = january.opens_us;
    december.closes_us = new_year + 3 * day;
    const close_row *in_december[] = {&november, &december, &january};
    const close_row *in_january[] = {&december, &january, &february};
    assert_ptr_equal(close_month(in_december, new_year - 1), &december);
    assert_ptr_equal(close_month(in_january, new_year + 3 * day - 1), &december);
    assert_ptr_equal(close_month(in_january, new_year + 3 * day), &january);
    december.closes_us = new_year - 6 * day;
    january.opens_us = new_year - 4 * day;
    assert_ptr_equal(close_month(in_december, new_year - 5 * day), &december);
    assert_ptr_equal(close_month(in_december, new_year - 4 * day), &january);
    const close_row *alone[] = {NULL, &december, NULL}, *none[] = {NULL, NULL, NULL};
    assert_ptr_equal(close_month(alone, new_year - 1), &december);
    assert_null(close_month(none, new_year));
}

static void test_beginning_is_charged_ending_is_not(void **state) {
    (void) state;
    assert_true(close_charged(CLOSE_ENROL));
    assert_true(close_charged(CLOSE_RESUME));
    assert_false(close_charged(CLOSE_SUSPEND));
    assert_false(close_charged(CLOSE_TERMINATE));
}

static void test_a_filer_can_name_the_open_month_only(void **state) {
    (void) state;
    assert_int_equal(close_check_month(201203, 201203), OK);
    assert_int_equal(close_check_month(201204, 201203), E_PERIOD_FUTURE);
    assert_int_equal(close_check_month(201202, 201203), E_BACKDATED);
    assert_int_equal(close_check_month(201200, 201203), E_PERIOD);
}

/* Labour Day 2025: Thursday to Monday free, the Sunday before worked. */
static const workday_exception labour_day[] = {
    {.date = 20250427, .works = true}, {.date = 20250501}, {.date = 20250502}, {.date = 20250505}};
static const workday_table days_2025 = {
    .exception = labour_day, .n = 4, .first_year = 2025, .last_year = 2025};

static void test_weekends_and_their_exceptions(void **state) {
    (void) state;
    static const struct {
        int32_t date;
        bool works;
    } days[] = {{20250425, true},  {20250426, false}, {20250427, true}, {20250430, true},
                {20250501, false}, {20250505, false}, {20250506, true}, {20250510, false}};
    bool works;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        assert_int_equal(workday_is(&days_2025, days[i].date, &works), OK);
        assert_int_equal(works, days[i].works);
    }
    assert_int_equal(workday_is(&days_2025, 20241231, &works), E_PARAM_MISSING);
    assert_int_equal(workday_is(&days_2025, 20260101, &works), E_PARAM_MISSING);
}

static void test_deadlines_in_working_days(void **state) {
    (void) state;
    int32_t date;
    assert_int_equal(workday_add(&days_2025, 20250430, 1, &date), OK);
    assert_int_equal(date, 20250506);
    assert_int_equal(workday_add(&days_2025, 20250425, 10, &date), OK);
    assert_int_equal(date, 20250513);
    assert_int_equal(workday_add(&days_2025, 20250430, 0, &date), E_RANGE);
    assert_int_equal(workday_add(&days_2025, 20250430, 1001, &date), E_RANGE);
    assert_int_equal(workday_add(&days_2025, 20251231, 1, &date), E_PARAM_MISSING);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_act_belongs_to_the_month_in_which_it_is_approved),
        cmocka_unit_test(test_the_moment_of_closing_is_closed),
        cmocka_unit_test(test_a_case_that_waited_is_never_too_late_or_too_early),
        cmocka_unit_test(test_a_window_may_reach_over_the_ends_of_its_month),
        cmocka_unit_test(test_beginning_is_charged_ending_is_not),
        cmocka_unit_test(test_a_filer_can_name_the_open_month_only),
        cmocka_unit_test(test_weekends_and_their_exceptions),
        cmocka_unit_test(test_deadlines_in_working_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
