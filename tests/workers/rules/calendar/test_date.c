/* Days and months, against a plain walk through the calendar; Beijing time; what filers type. */
#include "tests/lib/cmocka.h"

#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

#define HOUR_US INT64_C(3600000000)

static void test_every_day_of_nine_centuries_follows_the_one_before(void **state) {
    (void) state;
    int32_t day = date_days(16000101), weekday = 6; /* a Saturday */
    for (int32_t year = 1600; year < 2500; year++)
        for (int32_t month = 1; month <= 12; month++)
            for (int32_t d = 1; d <= date_month_days(year, month); d++) {
                int32_t date = year * 10000 + month * 100 + d;
                assert_int_equal(date_days(date), day);
                assert_int_equal(date_from_days(day), date);
                assert_int_equal(date_weekday(date), weekday);
                day++;
                weekday = weekday % 7 + 1;
            }
}

static void test_days_that_exist_and_days_that_do_not(void **state) {
    (void) state;
    static const int32_t real[] = {20240229, 20000229, 10101, 99991231, 20250430};
    static const int32_t unreal[] = {20230229, 19000229, 20251301, 20250001,  20250100,
                                     20250431, 0,        101,      -20250101, 100000101};
    for (size_t i = 0; i < sizeof real / sizeof real[0]; i++) assert_true(date_valid(real[i]));
    for (size_t i = 0; i < sizeof unreal / sizeof unreal[0]; i++)
        assert_false(date_valid(unreal[i]));
}

static void test_arithmetic_stops_at_the_ends_of_the_calendar(void **state) {
    (void) state;
    assert_int_equal(date_add(20231231, 60), 20240229);
    assert_int_equal(date_add(20240229, -60), 20231231);
    assert_int_equal(date_diff(20240110, 20240310), 60);
    assert_int_equal(date_add(99991231, 1), 0);
    assert_int_equal(date_add(10101, -1), 0);
    assert_int_equal(date_add(20240101, INT32_MAX), 0);
    assert_int_equal(date_days(19700101), 0);
}

static void test_age_is_in_completed_years(void **state) {
    (void) state;
    assert_int_equal(date_age(20000615, 20160614), 15);
    assert_int_equal(date_age(20000615, 20160615), 16);
    assert_int_equal(date_age(20040229, 20200228), 15);
    assert_int_equal(date_age(20040229, 20210301), 17);
    assert_int_equal(date_age(20200101, 20191231), -1);
}

static void test_beijing_is_eight_hours_ahead(void **state) {
    (void) state;
    assert_int_equal(date_from_us(0), 19700101);
    assert_int_equal(date_from_us(16 * HOUR_US - 1), 19700101);
    assert_int_equal(date_from_us(16 * HOUR_US), 19700102);
    assert_int_equal(date_from_us(-8 * HOUR_US), 19700101);
    assert_int_equal(date_from_us(-8 * HOUR_US - 1), 19691231);
    assert_int_equal(date_from_us(INT64_MAX), 0);
    assert_int_equal(date_from_us(INT64_MIN), 0);
    assert_int_equal(date_us(20250131, 17), INT64_C(1738314000000000));
    assert_int_equal(date_from_us(date_us(20250131, 0)), 20250131);
    assert_int_equal(date_from_us(date_us(20250131, 0) - 1), 20250130);
    assert_int_equal(period_from_us(date_us(20250201, 0) - 1), 202501);
}

static void test_dates_as_people_type_them(void **state) {
    (void) state;
    static const char *const forms[] = {"20250307", "2025-03-07", "2025/3/7", "2025.3.7",
                                        "2025年3月7日"};
    static const char *const wrong[] = {"",           "2025",     "2025037",     "202503071",
                                        "2025-13-01", "2025-3/7", "2025-03-07 ", "2025年3月7",
                                        "25-3-7",     "20250230", "2025年3月",   "2025-03-",
                                        "-3-7",       "2025:3:7", "202503/7"};
    int32_t date;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_int_equal(date_parse(forms[i], &date), OK);
        assert_int_equal(date, 20250307);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        date = 1;
        assert_int_equal(date_parse(wrong[i], &date), E_DATE);
        assert_int_equal(date, 1);
    }
}

static void test_months_as_people_type_them(void **state) {
    (void) state;
    static const char *const forms[] = {"202503", "2025-03", "2025/3", "2025.3", "2025年3月"};
    static const char *const wrong[] = {"",           "2025",       "20253",   "2025031",
                                        "2025-13",    "2025-00",    "2025-1-", "2025年3",
                                        "2025年3月0", "2025-03-01", "0-3"};
    int32_t period;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_int_equal(period_parse(forms[i], &period), OK);
        assert_int_equal(period, 202503);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(period_parse(wrong[i], &period), E_PERIOD);
}

static void test_month_arithmetic(void **state) {
    (void) state;
    for (int32_t from = 201101; from <= 202612; from = period_add(from, 1))
        for (int32_t months = -30; months <= 30; months++) {
            int32_t to = period_add(from, months);
            assert_true(period_valid(to));
            assert_int_equal(period_diff(from, to), months);
        }
    assert_int_equal(period_add(999912, 1), 0);
    assert_int_equal(period_add(101, -1), 0);
    assert_int_equal(period_add(202501, INT32_MAX), 0);
    assert_int_equal(period_year(202503), 2025);
    assert_int_equal(period_month(202503), 3);
    assert_int_equal(period_from_date(20250331), 202503);
    assert_int_equal(period_first_day(202402), 20240201);
    assert_int_equal(period_last_day(202402), 20240229);
    assert_int_equal(period_due_date(202401), 20240229);
}

static void test_validity_is_closed_open(void **state) {
    (void) state;
    assert_true(period_within(202501, 202501, 202502));
    assert_false(period_within(202502, 202501, 202502));
    assert_false(period_within(202412, 202501, 0));
    assert_true(period_within(209912, 202501, 0));
    assert_false(period_valid(202500));
    assert_false(period_valid(202513));
    assert_false(period_valid(12));
    assert_false(period_valid(1000001));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day_of_nine_centuries_follows_the_one_before),
        cmocka_unit_test(test_days_that_exist_and_days_that_do_not),
        cmocka_unit_test(test_arithmetic_stops_at_the_ends_of_the_calendar),
        cmocka_unit_test(test_age_is_in_completed_years),
        cmocka_unit_test(test_beijing_is_eight_hours_ahead),
        cmocka_unit_test(test_dates_as_people_type_them),
        cmocka_unit_test(test_months_as_people_type_them),
        cmocka_unit_test(test_month_arithmetic),
        cmocka_unit_test(test_validity_is_closed_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
