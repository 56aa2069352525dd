/* Bases, amounts, splits, tiers, late fee, interest: the cases the vectors do not hold, and
 * properties. */
#include "tests/lib/cmocka.h"

#include "tests/workers/rules/figures.h"
#include "workers/rules/money/contribution.h"
#include "workers/rules/money/interest.h"
#include "workers/rules/money/late_fee.h"
#include "workers/rules/money/tier.h"

#define HUGE_FEN (INT64_MAX - 1)

static void test_clamping_warns_and_refuses_slips_of_the_pen(void **state) {
    (void) state;
    int64_t base;
    assert_int_equal(base_of(&figures, 110, 1, 202501, 449799, &base), W_CLAMPED_LOW);
    assert_int_equal(base, 449800);
    assert_int_equal(base_of(&figures, 110, 1, 202501, 449800, &base), OK);
    assert_int_equal(base_of(&figures, 110, 1, 202501, 2248800, &base), OK);
    assert_int_equal(base_of(&figures, 110, 1, 202501, 2248801, &base), W_CLAMPED_HIGH);
    assert_int_equal(base, 2248800);
    assert_int_equal(base_of(&figures, 110, 1, 202501, 224880000, &base), W_CLAMPED_HIGH);
    assert_int_equal(base_of(&figures, 110, 1, 202501, 224880001, &base), E_WAGE_RANGE);
    assert_int_equal(base_of(&figures, 110, 1, 202501, 0, &base), E_WAGE_RANGE);
    assert_int_equal(base_of(&figures, 110, 1, 202412, 500000, &base), E_PARAM_MISSING);
}

static void test_clamping_is_monotone(void **state) {
    (void) state;
    int64_t before = 0, base;
    for (int64_t wage = 1; wage < 3000000; wage += 997) {
        status code = base_clamp(wage, 449800, 2248800, &base);
        assert_true(code == OK || status_is_warning(code));
        assert_true(base >= before && base >= 449800 && base <= 2248800);
        before = base;
    }
}

static void test_limits_by_rule(void **state) {
    (void) state;
    const base_rule to_the_fen = {60000, 300000, 1}, to_the_yuan = {60000, 300000, 100};
    base_bounds bounds = {0, 0};
    assert_int_equal(base_limits(749600, &to_the_fen, &bounds), OK);
    assert_int_equal(bounds.floor_fen, 449760);
    assert_int_equal(bounds.ceiling_fen, 2248800);
    assert_int_equal(base_limits(749600, &to_the_yuan, &bounds), OK);
    assert_int_equal(bounds.floor_fen, 449800); /* as the floor of 2025 was published */
    assert_int_equal(base_limits(-1, &to_the_fen, &bounds), E_RANGE);
    assert_int_equal(base_limits(HUGE_FEN, &to_the_fen, &bounds), E_OVERFLOW);
    assert_int_equal(bounds.floor_fen, 449800);
}

static void test_amounts_with_relief_and_local_rounding(void **state) {
    (void) state;
    int64_t fen;
    assert_int_equal(contribution_amount(500000, 16000, 100000, 0, &fen), OK);
    assert_int_equal(fen, 80000);
    assert_int_equal(contribution_amount(500000, 16000, 0, 0, &fen), OK);
    assert_int_equal(fen, 0);
    assert_int_equal(contribution_amount(449800, 8700, 50000, 100, &fen), OK);
    assert_int_equal(fen, 19600); /* 195.663 yuan, half of 8.7 %, to the yuan */
    assert_int_equal(contribution_amount(-1, 16000, 100000, 0, &fen), E_RANGE);
    assert_int_equal(contribution_amount(1, -1, 100000, 0, &fen), E_RANGE);
    assert_int_equal(contribution_amount(1, 1, -1, 0, &fen), E_RANGE);
    assert_int_equal(contribution_amount(HUGE_FEN, 200000, 100000, 0, &fen), E_OVERFLOW);
}

static void test_splits_always_add_up(void **state) {
    (void) state;
    int64_t account, pool, total;
    for (int64_t base = 1; base < 2248800; base += 4999) {
        assert_int_equal(contribution_amount(base, 20000, 100000, 0, &total), OK);
        assert_int_equal(contribution_split(total, base, 8000, &account, &pool), OK);
        assert_true(account >= 0 && pool >= 0);
        assert_int_equal(account + pool, total);
    }
    assert_int_equal(contribution_split(10, 1000, 8000, &account, &pool),
                     OK); /* never more than all */
    assert_int_equal(account, 10);
    assert_int_equal(contribution_split(-1, 1000, 8000, &account, &pool), E_RANGE);
    assert_int_equal(contribution_split(1, -1, 8000, &account, &pool), E_RANGE);
}

static void test_the_tier_of_a_flexible_person(void **state) {
    (void) state;
    tier_fee fee;
    assert_int_equal(tier_compute(&figures, 60, 202506, &fee), OK);
    assert_int_equal(fee.base_fen, 449800);
    assert_int_equal(fee.fee_fen, 89960);
    assert_int_equal(fee.to_account_fen, 35984);
    assert_int_equal(fee.to_pool_fen, 53976);
    assert_int_equal(tier_compute(&figures, 61, 202506, &fee), E_TIER_UNKNOWN);
    static const param rows[] = {
        FIGURE(PARAM_TIER, 110, 0, 60, .from = 202501, .amount_fen = INT64_MAX),
        FIGURE(PARAM_RATE, 110, PAYER_FLEX, 0, .from = 202501, .rate = 200000),
        FIGURE(PARAM_ACCOUNT, 110, 0, 0, .from = 202501, .rate = 8000)};
    assert_int_equal(tier_compute(&(param_set){.row = rows, .n = 1}, 60, 202501, &fee),
                     E_PARAM_MISSING);
    assert_int_equal(tier_compute(&(param_set){.row = rows, .n = 2}, 60, 202501, &fee),
                     E_PARAM_MISSING);
    assert_int_equal(tier_compute(&(param_set){.row = rows, .n = 3}, 60, 202501, &fee), E_OVERFLOW);
}

static void test_assessment_without_a_declaration(void **state) {
    (void) state;
    int64_t fen;
    assert_int_equal(assess_110(10000, &fen), OK);
    assert_int_equal(fen, 11000);
    assert_int_equal(assess_110(HUGE_FEN, &fen), E_OVERFLOW);
}

static void test_the_late_fee_changes_its_rate_on_one_day(void **state) {
    (void) state;
    late_fee fee;
    for (int32_t due = 20110620; due <= 20110629; due++) {
        assert_int_equal(late_fee_compute(100000, due, 20110705, LATE_FEE_NO_CAP, &fee), OK);
        assert_int_equal(fee.days_old, 20110630 - due);
        assert_int_equal(fee.days_new, 5);
    }
    assert_int_equal(late_fee_compute(100000, 20110701, 20110601, LATE_FEE_NO_CAP, &fee), OK);
    assert_int_equal(fee.fee_fen, 0); /* paid early */
}

static void test_the_late_fee_may_be_capped(void **state) {
    (void) state;
    late_fee fee;
    assert_int_equal(late_fee_compute(100000, 20080101, 20201231, LATE_FEE_NO_CAP, &fee), OK);
    assert_true(fee.fee_fen > 100000);
    assert_int_equal(late_fee_compute(100000, 20080101, 20201231, LATE_FEE_CAP_PRINCIPAL, &fee),
                     OK);
    assert_int_equal(fee.fee_fen, 100000);
    assert_int_equal(late_fee_compute(100000, 20200101, 20200201, LATE_FEE_CAP_PRINCIPAL, &fee),
                     OK);
    assert_int_equal(fee.fee_fen, 1550);
    assert_int_equal(late_fee_compute(1, 20200132, 20200201, LATE_FEE_NO_CAP, &fee), E_DATE);
    assert_int_equal(late_fee_compute(1, 20200131, 20200230, LATE_FEE_NO_CAP, &fee), E_DATE);
    assert_int_equal(late_fee_compute(-1, 20200131, 20200201, LATE_FEE_NO_CAP, &fee), E_RANGE);
    assert_int_equal(late_fee_compute(HUGE_FEN, 20000101, 20241231, LATE_FEE_NO_CAP, &fee),
                     E_OVERFLOW);
}

/* Equal credits c in all months: r x (opening + c x 78 / 12), from the sum 12 + 11 + ... + 1. */
static void test_interest_of_equal_credits_has_a_closed_form(void **state) {
    (void) state;
    for (int64_t credit = 0; credit < 400000; credit += 7777)
        for (int32_t rate = 1500; rate <= 8310; rate += 681) {
            int64_t credits[12], interest, opening = credit * 17, expected;
            for (int i = 0; i < 12; i++) credits[i] = credit;
            expected = ((opening * 12 + credit * 78) * rate + 600000) / 1200000;
            assert_int_equal(interest_year(opening, credits, rate, &interest), OK);
            assert_int_equal(interest, expected);
        }
}

static void test_interest_at_the_edges(void **state) {
    (void) state;
    int64_t credits[12] = {0}, out;
    assert_int_equal(interest_year(-1, credits, 1500, &out), E_RANGE);
    assert_int_equal(interest_year(HUGE_FEN, credits, 1500, &out), E_OVERFLOW);
    credits[11] = -1;
    assert_int_equal(interest_year(0, credits, 1500, &out), E_RANGE);
    credits[11] = HUGE_FEN;
    assert_int_equal(interest_year(HUGE_FEN / 12, credits, 1500, &out), E_OVERFLOW);
    assert_int_equal(interest_closing(2, credits, 0, &out), E_OVERFLOW);
    assert_int_equal(interest_closing(1, credits, 0, &out), OK);
    assert_int_equal(out, INT64_MAX);
}

static void test_the_estimate_at_the_edges(void **state) {
    (void) state;
    int64_t out;
    assert_int_equal(interest_estimate(1000000, 384000, 8310, &out), OK);
    assert_int_equal(out, 1484379);
    assert_int_equal(interest_estimate(-1, 0, 1500, &out), E_RANGE);
    assert_int_equal(interest_estimate(0, -1, 1500, &out), E_RANGE);
    assert_int_equal(interest_estimate(0, 0, -1, &out), E_RANGE);
    assert_int_equal(interest_estimate(HUGE_FEN, 0, 1500, &out), E_OVERFLOW);
    assert_int_equal(interest_estimate(INT64_MAX / 2000, 0, INT32_MAX, &out), E_OVERFLOW);
    /* the interest alone would fit, opening and interest together do not */
    assert_int_equal(interest_estimate(INT64_MAX / 2000, 0, 200000000, &out), E_OVERFLOW);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clamping_warns_and_refuses_slips_of_the_pen),
        cmocka_unit_test(test_clamping_is_monotone),
        cmocka_unit_test(test_limits_by_rule),
        cmocka_unit_test(test_amounts_with_relief_and_local_rounding),
        cmocka_unit_test(test_splits_always_add_up),
        cmocka_unit_test(test_the_tier_of_a_flexible_person),
        cmocka_unit_test(test_assessment_without_a_declaration),
        cmocka_unit_test(test_the_late_fee_changes_its_rate_on_one_day),
        cmocka_unit_test(test_the_late_fee_may_be_capped),
        cmocka_unit_test(test_interest_of_equal_credits_has_a_closed_form),
        cmocka_unit_test(test_interest_at_the_edges),
        cmocka_unit_test(test_the_estimate_at_the_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
