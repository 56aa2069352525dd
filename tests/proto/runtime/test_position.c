/* position: the text that clients carry, and what is no position. */
#include "proto/runtime/position.h"
#include "tests/lib/cmocka.h"

static void one_position_has_one_text(void **state) {
    (void) state;
    char text[POSITION_TEXT_BYTES];
    log_position p;
    assert_string_equal(position_text((log_position){0, 0}, text), "");
    assert_string_equal(position_text((log_position){0, 74}, text), "74");
    assert_string_equal(position_text((log_position){7, 74}, text), "7-74");
    assert_int_equal(position_parse("74", &p), OK);
    assert_true(p.lane == 0 && p.number == 74);
    assert_int_equal(position_parse("7-74", &p), OK);
    assert_true(p.lane == 7 && p.number == 74);
}

static void what_is_no_position_is_refused(void **state) {
    (void) state;
    static const char *const bad[] = {
        "",   "-",  "x",    "1-", "-1",  "1-2-3", "64-1",
        "1,", ",1", "1 ,2", "+1", "0x1", "1.5",   "1234567890123456789"};
    log_position p;
    int64_t number;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(position_parse(bad[i], &p), E_FORM);
        if (*bad[i]) assert_int_equal(position_in(bad[i], 0, &number), E_FORM);
    }
}

static void a_text_may_name_several_lanes(void **state) {
    (void) state;
    char text[POSITIONS_TEXT_BYTES];
    position_set set = {{0}};
    int64_t number;
    assert_int_equal(position_in("5,1-77,1-70", 1, &number), OK);
    assert_int_equal(number, 77);
    assert_int_equal(position_in("5,1-77", 2, &number), OK);
    assert_int_equal(number, 0);
    assert_int_equal(position_in("", 0, &number), OK);
    assert_true(positions_raise(&set, (log_position){1, 77}));
    assert_true(positions_raise(&set, (log_position){0, 5}));
    assert_false(positions_raise(&set, (log_position){1, 77}));
    assert_false(positions_raise(&set, (log_position){99, 1}));
    assert_string_equal(positions_text(&set, text), "5,1-77");
    assert_int_equal(positions_last_lane(&set), 1);
    assert_int_equal(positions_parse("5", &set), OK);
    assert_int_equal(positions_last_lane(&set), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_position_has_one_text),
        cmocka_unit_test(what_is_no_position_is_refused),
        cmocka_unit_test(a_text_may_name_several_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
