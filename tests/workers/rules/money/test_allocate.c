/* Allocation: the order of posting, and that no fen is lost or paid twice, over thousands of cases.
 */
#include "tests/lib/cmocka.h"

#include "proto/runtime/status.h"
#include "workers/rules/money/allocate.h"

#define LINES 6

static void test_oldest_month_first_person_before_unit(void **state) {
    (void) state;
    allocate_line line[] = {
        {.period = 202501, .insurance = 110, .due_fen = {100, 200, 5, 10}},
        {.period = 202501, .insurance = 310, .due_fen = {50, 100, 0, 4}},
        {.period = 202502, .insurance = 110, .due_fen = {100, 200, 0, 0}},
    };
    int64_t suspense;
    /* 150 persons' part, 300 units' part, 5 interest, 14 late fee, then 60 of the next person's
     * part */
    assert_int_equal(allocate_money(529, line, 3, &suspense), OK);
    assert_int_equal(suspense, 0);
    assert_memory_equal(line[0].paid_fen, line[0].due_fen, sizeof line[0].due_fen);
    assert_memory_equal(line[1].paid_fen, line[1].due_fen, sizeof line[1].due_fen);
    assert_int_equal(line[2].paid_fen[PART_PERSON], 60);
    assert_int_equal(line[2].paid_fen[PART_UNIT], 0);
}

static void test_what_is_too_much_stays_in_suspense(void **state) {
    (void) state;
    allocate_line line[] = {{.period = 202501, .insurance = 110, .due_fen = {1, 2, 3, 4}}};
    int64_t suspense;
    assert_int_equal(allocate_money(110, line, 1, &suspense), OK);
    assert_int_equal(suspense, 100);
    assert_int_equal(allocate_money(7, NULL, 0, &suspense), OK);
    assert_int_equal(suspense, 7);
}

static void test_single_fen_go_to_the_largest_remainder_then_the_lower_code(void **state) {
    (void) state;
    allocate_line line[] = {
        {.period = 202501, .insurance = 110, .due_fen = {[PART_UNIT] = 100}},
        {.period = 202501, .insurance = 210, .due_fen = {[PART_UNIT] = 100}},
        {.period = 202501, .insurance = 310, .due_fen = {[PART_UNIT] = 101}},
    };
    int64_t suspense;
    assert_int_equal(allocate_money(1, line, 3, &suspense), OK);
    assert_int_equal(line[2].paid_fen[PART_UNIT], 1);
    assert_int_equal(allocate_money(2, line, 3, &suspense), OK);
    assert_int_equal(line[0].paid_fen[PART_UNIT], 1);
    assert_int_equal(line[1].paid_fen[PART_UNIT], 0);
}

/* A small congruential sequence: the same cases in every run. */
static uint64_t draw(uint64_t *seed, uint64_t below) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*seed >> 33) % below;
}

static int64_t paid_of(const allocate_line *line, int64_t *due) {
    int64_t paid = 0;
    *due = 0;
    for (int part = 0; part < PARTS; part++) {
        assert_true(line->paid_fen[part] >= 0);
        assert_true(line->paid_fen[part] <= line->due_fen[part]);
        paid += line->paid_fen[part];
        *due += line->due_fen[part];
    }
    return paid;
}

static void test_no_fen_is_lost_and_none_is_paid_twice(void **state) {
    (void) state;
    uint64_t seed = 20110701;
    for (int round = 0; round < 20000; round++) {
        allocate_line line[LINES] = {{0}};
        int64_t total = 0, paid = 0, suspense, due;
        for (int i = 0; i < LINES; i++) {
            line[i].period = 202501 + i / 3;
            line[i].insurance = 110 + 100 * (i % 3);
            for (int part = 0; part < PARTS; part++)
                total += line[i].due_fen[part] =
                    (int64_t) (draw(&seed, 4) ? draw(&seed, 100000000) : 0);
        }
        int64_t amount = (int64_t) draw(&seed, (uint64_t) total + 1000);
        assert_int_equal(allocate_money(amount, line, LINES, &suspense), OK);
        int64_t first_open = 0;
        for (int i = 0; i < LINES; i++) {
            int64_t of_line = paid_of(&line[i], &due);
            paid += of_line;
            if (i < 3)
                first_open += due - of_line;
            else /* nothing for a month while the one before is open */
                assert_true(of_line == 0 || first_open == 0);
        }
        assert_int_equal(paid + suspense, amount);
        assert_true(suspense == 0 || paid == total);
    }
}

static void test_amounts_near_the_end_of_the_numbers(void **state) {
    (void) state;
    allocate_line line[] = {
        {.period = 202501, .insurance = 110, .due_fen = {[PART_UNIT] = INT64_MAX / 2}},
        {.period = 202501, .insurance = 210, .due_fen = {[PART_UNIT] = INT64_MAX / 2}}};
    int64_t suspense;
    assert_int_equal(allocate_money(INT64_MAX - 2, line, 2, &suspense), OK);
    assert_int_equal(line[0].paid_fen[PART_UNIT] + line[1].paid_fen[PART_UNIT], INT64_MAX - 2);
    line[1].due_fen[PART_PERSON] = 5;
    assert_int_equal(allocate_money(1, line, 2, &suspense), E_OVERFLOW);
}

static void test_lines_out_of_order_or_negative_are_refused(void **state) {
    (void) state;
    allocate_line line[] = {{.period = 202501, .insurance = 210},
                            {.period = 202501, .insurance = 110}};
    int64_t suspense;
    assert_int_equal(allocate_money(1, line, 2, &suspense), E_RANGE);
    line[1].insurance = 210; /* the same pair twice */
    assert_int_equal(allocate_money(1, line, 2, &suspense), E_RANGE);
    line[1] = (allocate_line){.period = 202412, .insurance = 310};
    assert_int_equal(allocate_money(1, line, 2, &suspense), E_RANGE);
    line[1] = (allocate_line){.period = 202502, .insurance = 110, .due_fen = {-1}};
    assert_int_equal(allocate_money(1, line, 2, &suspense), E_RANGE);
    assert_int_equal(allocate_money(-1, line, 1, &suspense), E_RANGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oldest_month_first_person_before_unit),
        cmocka_unit_test(test_what_is_too_much_stays_in_suspense),
        cmocka_unit_test(test_single_fen_go_to_the_largest_remainder_then_the_lower_code),
        cmocka_unit_test(test_no_fen_is_lost_and_none_is_paid_twice),
        cmocka_unit_test(test_amounts_near_the_end_of_the_numbers),
        cmocka_unit_test(test_lines_out_of_order_or_negative_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
