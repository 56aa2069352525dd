/* Look-ups in dated rows: what holds when, what is missing, what a set refuses to take in. */
#include "tests/lib/cmocka.h"

#include "tests/workers/rules/figures.h"
#include "workers/rules/money/medical.h"
#include "workers/rules/retirement.h"

static void test_a_row_holds_from_its_first_month_to_before_its_last(void **state) {
    (void) state;
    const param *row;
    assert_int_equal(params_rate(&figures, 110, PAYER_UNIT, 201904, &row), OK);
    assert_int_equal(row->rate, 19000);
    assert_int_equal(params_rate(&figures, 110, PAYER_UNIT, 201905, &row), OK);
    assert_int_equal(row->rate, 16000);
    assert_int_equal(params_rate(&figures, 110, PAYER_UNIT, 201604, &row), E_PARAM_MISSING);
    assert_int_equal(params_limit(&figures, 110, 1, 202412, &row), E_PARAM_MISSING);
    assert_int_equal(params_limit(&figures, 110, 2, 202501, &row), E_PARAM_MISSING);
}

static void test_a_later_publication_supersedes_an_open_row(void **state) {
    (void) state;
    static const param rows[] = {
        FIGURE(PARAM_FIXED, 330, PAYER_PERSON, 0, .from = 202601, .amount_fen = 900),
        FIGURE(PARAM_FIXED, 330, PAYER_PERSON, 0, .from = 200601, .amount_fen = 700),
        FIGURE(PARAM_FIXED, 330, PAYER_PERSON, 0, .from = 202601,
               .amount_fen = 950), /* correction */
    };
    const param_set set = {.row = rows, .n = 3};
    int64_t fen;
    assert_int_equal(params_fixed(&set, 330, PAYER_PERSON, 202512, &fen), OK);
    assert_int_equal(fen, 700);
    assert_int_equal(params_fixed(&set, 330, PAYER_PERSON, 202601, &fen), OK);
    assert_int_equal(fen, 950);
    assert_int_equal(params_fixed(&set, 330, PAYER_UNIT, 202601, &fen), E_PARAM_MISSING);
}

static void test_a_relief_is_an_exception(void **state) {
    (void) state;
    assert_int_equal(params_relief(&figures, 110, PAYER_UNIT, 2, 202006), 0);
    assert_int_equal(params_relief(&figures, 110, PAYER_UNIT, 1, 202006), 100000);
    assert_int_equal(params_relief(&figures, 110, PAYER_UNIT, 2, 202101), 100000);
}

static void test_injury_rate_is_class_times_an_allowed_float(void **state) {
    (void) state;
    int32_t rate;
    assert_int_equal(params_injury(&figures, 1, 100000, 202501, &rate), OK);
    assert_int_equal(rate, 200);
    assert_int_equal(params_injury(&figures, 1, 150000, 202501, &rate), OK);
    assert_int_equal(rate, 300);
    assert_int_equal(params_injury(&figures, 1, 50000, 202501, &rate), E_PARAM_MISSING);
    assert_int_equal(params_injury(&figures, 2, 100000, 202501, &rate), E_PARAM_MISSING);
    static const param negative = FIGURE(PARAM_INJURY, 0, 0, 1, .from = 202501, .rate = -1);
    assert_int_equal(
        params_injury(&(param_set){.row = &negative, .n = 1}, 1, 100000, 202501, &rate), E_RANGE);
}

static void test_interest_is_provisional_until_announced(void **state) {
    (void) state;
    int32_t rate;
    bool provisional;
    assert_int_equal(params_interest(&figures, 110, 2024, &rate, &provisional), OK);
    assert_int_equal(rate, 2620);
    assert_false(provisional);
    assert_int_equal(params_interest(&figures, 110, 2027, &rate, &provisional), OK);
    assert_int_equal(rate, 1500);
    assert_true(provisional);
    assert_int_equal(params_interest(&figures, 110, 2015, &rate, &provisional), E_PARAM_MISSING);
    assert_int_equal(params_interest(&figures, 210, 2024, &rate, &provisional), E_PARAM_MISSING);
}

static void test_account_share_and_tier(void **state) {
    (void) state;
    int32_t rate;
    const param *tier;
    assert_int_equal(params_account(&figures, 110, 202501, &rate), OK);
    assert_int_equal(rate, 8000);
    assert_int_equal(params_account(&figures, 310, 202501, &rate), E_PARAM_MISSING);
    assert_int_equal(params_tier(&figures, 110, 60, 202501, &tier), OK);
    assert_int_equal(tier->amount_fen, 449800);
    assert_int_equal(params_tier(&figures, 110, 65, 202501, &tier), E_PARAM_MISSING);
}

static void test_an_open_yearly_row_is_provisional_after_its_year(void **state) {
    (void) state;
    const param open = {.kind = PARAM_LIMIT, .from = 202501};
    const param ended = {.kind = PARAM_LIMIT, .from = 201807, .to = 202001};
    const param rate = {.kind = PARAM_RATE, .from = 201905};
    assert_false(params_provisional(&open, 202512));
    assert_true(params_provisional(&open, 202601));
    assert_false(params_provisional(&ended, 201912)); /* announced for longer than a year */
    assert_false(params_provisional(&rate, 202601));  /* holds until another one is decreed */
}

static void test_medical_credit_by_age_and_state(void **state) {
    (void) state;
    static const struct {
        int32_t period, birth, state;
        int64_t fen;
    } credits[] = {
        {202001, 19900615, 1, 15500}, /* 29: 3.1 % of the base */
        {202001, 19850101, 1, 17000}, /* 35 on the first of the month: 3.4 % */
        {202001, 19850102, 1, 15500}, /* 35 on the second: not yet */
        {202001, 19550101, 2, 14400}, /* 4.8 % of the pension */
        {202302, 19450101, 2, 8300},  /* a fixed sum since the reform */
    };
    int64_t fen;
    for (size_t i = 0; i < sizeof credits / sizeof credits[0]; i++) {
        assert_int_equal(medical_credit(&figures, credits[i].period, credits[i].birth,
                                        credits[i].state, 500000, 300000, &fen),
                         OK);
        assert_int_equal(fen, credits[i].fen);
    }
    assert_int_equal(medical_credit(&figures, 202001, 19700101, 1, 1, 1, &fen), E_PARAM_MISSING);
    assert_int_equal(medical_credit(&figures, 200012, 19900101, 1, 1, 1, &fen), E_PARAM_MISSING);
    assert_int_equal(medical_credit(&figures, 202001, 20210101, 1, 1, 1, &fen), E_PARAM_MISSING);
    assert_int_equal(medical_credit(&figures, 202013, 19900101, 1, 1, 1, &fen), E_PERIOD);
    assert_int_equal(medical_credit(&figures, 202001, 19901301, 1, 1, 1, &fen), E_DATE);
}

static void test_retirement_moves_with_the_month_of_birth(void **state) {
    (void) state;
    static const struct {
        retirement_person who;
        int32_t date;
    } cases[] = {
        {{.sex = 1, .birth = 19641231}, 20241231},
        {{.sex = 1, .birth = 19650101}, 20250201},
        {{.sex = 1, .birth = 19650531}, 20250731}, /* two months later */
        {{.sex = 1, .birth = 19650131}, 20250228}, /* the last day of a shorter month */
        {{.sex = 1, .birth = 19900101}, 20530101}, /* three years at most */
        {{.sex = 2, .birth = 19750110}, 20250210},
        {{.sex = 2, .birth = 19750310, .person_class = 1}, 20250510},
        {{.sex = 2, .birth = 19750110, .person_class = 4}, 20310510},
        {{.sex = 2, .birth = 19750110, .person_class = 5}, 20310510},
        {{.sex = 2, .birth = 19750110, .flexible = true}, 20310510},
        {{.sex = 2, .birth = 19750110, .person_class = 20}, 20250210},
        {{.sex = 2, .birth = 19750110, .person_class = 21}, 20310510}, /* officers are cadres */
        {{.sex = 2, .birth = 19750110, .person_class = 24}, 20310510},
        {{.sex = 2, .birth = 19750110, .person_class = 25}, 20250210},
    };
    int32_t date;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(retirement_date(&figures, &cases[i].who, &date), OK);
        assert_int_equal(date, cases[i].date);
    }
}

static void test_an_agreed_postponement_counts_for_three_years_at_most(void **state) {
    (void) state;
    retirement_person man = {.sex = 1, .birth = 19660101, .postponed_until = 20271231};
    int32_t reached;
    assert_int_equal(retirement_date(&figures, &man, &reached), OK);
    assert_int_equal(reached, 20260501);
    assert_int_equal(retirement_check(&figures, &man, 20271230), OK);
    assert_int_equal(retirement_check(&figures, &man, 20271231), E_AGE_RETIRED);
    man.postponed_until = 20400101;
    assert_int_equal(retirement_check(&figures, &man, 20290430), OK);
    assert_int_equal(retirement_check(&figures, &man, 20290501), E_AGE_RETIRED);
    man.postponed_until = 20260101; /* never earlier than the law */
    assert_int_equal(retirement_check(&figures, &man, 20260430), OK);
    assert_int_equal(retirement_postponable(reached, 20260501), E_RANGE);
    assert_int_equal(retirement_postponable(reached, 20260502), OK);
    assert_int_equal(retirement_postponable(reached, 20290501), OK);
    assert_int_equal(retirement_postponable(reached, 20290502), E_RANGE);
    assert_int_equal(retirement_postponable(20241231, 20250601), E_AGE_RETIRED);
    assert_true(retirement_month_before(20260401, reached));
    assert_false(retirement_month_before(20260402, reached));
    retirement_person before = {.sex = 1, .birth = 19641231, .postponed_until = 20260101};
    assert_int_equal(retirement_check(&figures, &before, 20241231), E_AGE_RETIRED);
}

static void test_too_young_and_too_old_to_enrol(void **state) {
    (void) state;
    retirement_person man = {.sex = 1, .birth = 19641231};
    assert_int_equal(retirement_check(&figures, &man, 19801230), E_AGE_MIN);
    assert_int_equal(retirement_check(&figures, &man, 19801231), OK);
    assert_int_equal(retirement_check(&figures, &man, 20241230), OK);
    assert_int_equal(retirement_check(&figures, &man, 20241231), E_AGE_RETIRED);
    retirement_person unknown = {.sex = 9, .birth = 19641231};
    assert_int_equal(retirement_check(&figures, &unknown, 20241231), E_CODE_VALUE);
    man.birth = 19641232;
    assert_int_equal(retirement_check(&figures, &man, 20241231), E_DATE);
    man.birth = 18991231;
    assert_int_equal(retirement_check(&figures, &man, 20241231), E_PARAM_MISSING);
    man.birth = 99991231; /* the age would be reached outside the calendar */
    assert_int_equal(retirement_check(&figures, &man, 20241231), E_DATE);
}

static void test_what_a_set_refuses_to_take_in(void **state) {
    (void) state;
    static const param good[] = {
        LIMIT_2025(110),
        FIGURE(PARAM_RATE, 110, PAYER_UNIT, 0, .from = 202501, .to = 202601, .round_to = 10),
        FIGURE(PARAM_CREDIT, 0, CREDIT_FIXED, 1, .from = 202501, .round_to = 1),
        FIGURE(PARAM_INJURY, 0, 0, 8, .from = 202501, .round_to = 100)};
    static const struct {
        param row;
        status code;
    } bad[] = {
        {FIGURE(0, 110, 0, 0, .from = 202501), E_CODE_VALUE},
        {FIGURE(PARAM_KINDS, 110, 0, 0, .from = 202501), E_CODE_VALUE},
        {FIGURE(PARAM_LIMIT, 0, 0, 0, .from = 202501), E_CODE_VALUE},
        {FIGURE(PARAM_LIMIT, 110, 1, 0, .from = 202501), E_CODE_VALUE},
        {FIGURE(PARAM_LIMIT, 110, 7, 0, .from = 202501), E_CODE_VALUE},
        {FIGURE(PARAM_INJURY, 7, 0, 0, .from = 202501), E_CODE_VALUE},
        {FIGURE(PARAM_RATE, 110, 0, 0, .from = 202501), E_CODE_VALUE},
        {FIGURE(PARAM_RATE, 110, 4, 0, .from = 202501), E_CODE_VALUE},
        {FIGURE(PARAM_LIMIT, 110, 0, 0, .from = 202500), E_PERIOD},
        {FIGURE(PARAM_LIMIT, 110, 0, 0, .from = 202501, .to = 202513), E_PERIOD},
        {FIGURE(PARAM_LIMIT, 110, 0, 0, .from = 202501, .to = 202501), E_PERIOD},
        {FIGURE(PARAM_LIMIT, 110, 0, 0, .from = 202501, .amount_fen = -1), E_RANGE},
        {FIGURE(PARAM_LIMIT, 110, 0, 0, .from = 202501, .floor_fen = 2, .ceiling_fen = 1), E_RANGE},
        {FIGURE(PARAM_RATE, 110, 1, 0, .from = 202501, .round_to = 7), E_RANGE},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(params_check(&good[i]), OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(params_check(&bad[i].row), bad[i].code);
}

static void test_codes_and_sets_of_insurances(void **state) {
    (void) state;
    for (unsigned slot = 0; slot < SLOTS; slot++)
        assert_int_equal(insurance_slot(insurance_code(slot)), slot);
    assert_int_equal(insurance_slot(999), -1);
    uint32_t unit = 0, flexible = insurance_bits(INSURANCE_PENSION);
    for (int32_t code = 110; code <= 410; code += 100) unit |= insurance_bits(code);
    assert_int_equal(insurance_bits(999), 0);
    assert_int_equal(insurance_set_check(unit, false), OK);
    assert_int_equal(insurance_set_check(INSURANCE_ALL, false), OK);
    assert_int_equal(insurance_set_check(flexible, false), E_INSURANCE_SET);
    assert_int_equal(insurance_set_check(flexible, true), OK);
    assert_int_equal(insurance_set_check(flexible | insurance_bits(310), true), OK);
    assert_int_equal(insurance_set_check(INSURANCE_BIT(SLOT_MEDICAL), true), E_INSURANCE_SET);
    assert_int_equal(insurance_set_check(flexible | insurance_bits(210), true), E_INSURANCE_SET);
    assert_int_equal(insurance_set_check(0, true), E_INSURANCE_SET);
    assert_false(insurance_payable(SLOT_INJURY, PAYER_PERSON));    /* 社会保险法 art. 33 */
    assert_false(insurance_payable(SLOT_MATERNITY, PAYER_PERSON)); /* art. 53 */
    assert_true(insurance_payable(SLOT_INJURY, PAYER_UNIT));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_row_holds_from_its_first_month_to_before_its_last),
        cmocka_unit_test(test_a_later_publication_supersedes_an_open_row),
        cmocka_unit_test(test_a_relief_is_an_exception),
        cmocka_unit_test(test_injury_rate_is_class_times_an_allowed_float),
        cmocka_unit_test(test_interest_is_provisional_until_announced),
        cmocka_unit_test(test_account_share_and_tier),
        cmocka_unit_test(test_medical_credit_by_age_and_state),
        cmocka_unit_test(test_retirement_moves_with_the_month_of_birth),
        cmocka_unit_test(test_an_open_yearly_row_is_provisional_after_its_year),
        cmocka_unit_test(test_an_agreed_postponement_counts_for_three_years_at_most),
        cmocka_unit_test(test_too_young_and_too_old_to_enrol),
        cmocka_unit_test(test_what_a_set_refuses_to_take_in),
        cmocka_unit_test(test_codes_and_sets_of_insurances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
