/* A person-month as one wide row and a unit's month as a stream: the published sums, exemptions,
 * what is missing, and that every total is the sum of its parts. */
#include "tests/lib/cmocka.h"

#include "tests/workers/rules/figures.h"
#include "workers/rules/money/month.h"

static const month_terms unit_2025 = {
    .period = 202510, .area = 1, .injury_class = 1, .injury_factor = 100000};
static const month_terms flexible_2025 = {.period = 202510, .area = 1, .flexible = true};

static status compute(const param_set *set, month_terms terms, month_person person,
                      month_line *out) {
    month_input in = {terms, person};
    return month_compute(set, &in, out);
}

static void test_the_sums_published_for_wuhan(void **state) {
    (void) state;
    month_line line;
    month_person person = {.insurances = INSURANCE_ALL, .wage_fen = 500000};
    assert_int_equal(compute(&figures, unit_2025, person, &line), OK);
    assert_int_equal(line.person_total_fen, 52200);
    assert_int_equal(line.unit_total_fen, 128000);
    assert_int_equal(line.person_fen[SLOT_LARGE_MEDICAL], 700);
    assert_int_equal(line.unit_fen[SLOT_LARGE_MEDICAL], 0);
    assert_int_equal(line.person_fen[SLOT_INJURY], 0);
    assert_int_equal(line.pension_account_fen, 40000);
    assert_int_equal(line.warning, OK);
}

static void test_a_wage_outside_the_limits_warns(void **state) {
    (void) state;
    month_line line;
    month_person person = {.insurances = INSURANCE_ALL, .wage_fen = 100};
    assert_int_equal(compute(&figures, unit_2025, person, &line), OK);
    assert_int_equal(line.warning, W_CLAMPED_LOW);
    assert_int_equal(line.base_fen[SLOT_PENSION], 449800);
    assert_int_equal(line.base_fen[SLOT_LARGE_MEDICAL], 0);
    person.wage_fen = 3000000;
    assert_int_equal(compute(&figures, unit_2025, person, &line), OK);
    assert_int_equal(line.warning, W_CLAMPED_HIGH);
    assert_int_equal(line.person_total_fen, 232326);
    person.wage_fen = 0;
    assert_int_equal(compute(&figures, unit_2025, person, &line), E_WAGE_RANGE);
}

static void test_rural_contract_workers_pay_no_unemployment_premium(void **state) {
    (void) state;
    month_line line;
    month_person person = {.insurances = INSURANCE_ALL, .wage_fen = 500000, .employment_form = 3};
    assert_int_equal(compute(&figures, unit_2025, person, &line), OK);
    assert_int_equal(line.person_fen[SLOT_UNEMPLOYMENT], 0);
    assert_int_equal(line.unit_fen[SLOT_UNEMPLOYMENT], 3500);
    assert_int_equal(line.person_total_fen, 50700);
}

static void test_only_what_is_insured_is_charged(void **state) {
    (void) state;
    month_line line;
    month_person person = {.insurances = INSURANCE_BIT(SLOT_INJURY), .wage_fen = 500000};
    assert_int_equal(compute(&figures, unit_2025, person, &line), OK);
    assert_int_equal(line.unit_total_fen, 1000);
    assert_int_equal(line.person_total_fen, 0);
    assert_int_equal(line.pension_account_fen, 0);
}

static void test_a_relief_leaves_a_part(void **state) {
    (void) state;
    month_line line;
    month_terms terms = unit_2025;
    terms.period = 202502;
    terms.unit_class = 2;
    month_person person = {.insurances = INSURANCE_ALL, .wage_fen = 500000};
    assert_int_equal(compute(&figures, terms, person, &line), OK);
    assert_int_equal(line.unit_fen[SLOT_MEDICAL], 21750); /* half of 435.00 */
}

static void test_a_flexible_person_pays_both_parts(void **state) {
    (void) state;
    month_line line;
    month_person person = {.insurances = insurance_bits(110) | insurance_bits(310),
                           .tier_percent = 60};
    assert_int_equal(compute(&figures, flexible_2025, person, &line), OK);
    assert_int_equal(line.person_fen[SLOT_PENSION], 89960);
    assert_int_equal(line.person_fen[SLOT_MEDICAL],
                     75000); /* 749.60, to the yuan by its parameter */
    assert_int_equal(line.person_fen[SLOT_LARGE_MEDICAL], 700);
    assert_int_equal(line.unit_total_fen, 0);
    assert_int_equal(line.pension_account_fen, 35984);
    person.insurances = INSURANCE_BIT(SLOT_LARGE_MEDICAL);
    assert_int_equal(compute(&figures, flexible_2025, person, &line), OK);
    assert_int_equal(line.pension_account_fen, 0);
    person.tier_percent = 65;
    person.insurances = INSURANCE_BIT(SLOT_PENSION);
    assert_int_equal(compute(&figures, flexible_2025, person, &line), E_PARAM_MISSING);
}

static void test_impossible_sets_and_months(void **state) {
    (void) state;
    month_line line;
    month_terms terms = unit_2025;
    month_person person = {.insurances = 0, .wage_fen = 500000};
    assert_int_equal(compute(&figures, terms, person, &line), E_INSURANCE_SET);
    person.insurances = INSURANCE_ALL + 1;
    assert_int_equal(compute(&figures, terms, person, &line), E_INSURANCE_SET);
    person.insurances = INSURANCE_BIT(SLOT_INJURY);
    assert_int_equal(compute(&figures, flexible_2025, person, &line), E_INSURANCE_SET);
    terms.period = 202513;
    assert_int_equal(compute(&figures, terms, person, &line), E_PERIOD);
}

/* Without any one of the rows that a line needs it is refused, never guessed. */
static void test_every_missing_figure_is_named(void **state) {
    (void) state;
    param rows[sizeof figures_rows / sizeof figures_rows[0]];
    month_line whole, line;
    month_person person = {.insurances = INSURANCE_ALL, .wage_fen = 500000};
    size_t missing = 0;
    assert_int_equal(compute(&figures, unit_2025, person, &whole), OK);
    for (size_t leave_out = 0; leave_out < figures.n; leave_out++) {
        size_t n = 0;
        for (size_t i = 0; i < figures.n; i++)
            if (i != leave_out) rows[n++] = figures_rows[i];
        status code = compute(&(param_set){.row = rows, .n = n}, unit_2025, person, &line);
        if (code == OK) /* not needed for this line, so nothing changed */
            assert_memory_equal(&line, &whole, sizeof line);
        else
            assert_int_equal(code, E_PARAM_MISSING);
        missing += code == E_PARAM_MISSING;
    }
    assert_int_equal(missing, 5 + 4 + 3 + 1 + 1); /* limits, unit and person rates, fixed, injury */
}

static void test_the_account_share_of_a_flexible_person_may_be_missing(void **state) {
    (void) state;
    static const param rows[] = {
        FIGURE(PARAM_RATE, 110, PAYER_FLEX, 0, .from = 202501, .rate = 20000),
        FIGURE(PARAM_TIER, 110, 0, 60, .from = 202501, .amount_fen = 449800)};
    month_line line;
    month_person person = {.insurances = INSURANCE_BIT(SLOT_PENSION), .tier_percent = 60};
    assert_int_equal(compute(&(param_set){.row = rows, .n = 2}, flexible_2025, person, &line),
                     E_PARAM_MISSING);
}

/* Bases and fixed sums at the end of the numbers: each sum in turn overflows, and says so. */
static void test_overflow_is_an_error(void **state) {
    (void) state;
    enum { UNIT_PENSION = 1, UNIT_MEDICAL = 4 };
    param rows[] = {
        FIGURE(PARAM_LIMIT, 110, 0, 1, .from = 202501, .floor_fen = INT64_MAX,
               .ceiling_fen = INT64_MAX),
        [UNIT_PENSION] = FIGURE(PARAM_RATE, 110, PAYER_UNIT, 0, .from = 202501, .rate = 100000),
        FIGURE(PARAM_RATE, 110, PAYER_PERSON, 0, .from = 202501, .rate = 100000),
        FIGURE(PARAM_LIMIT, 310, 0, 1, .from = 202501, .floor_fen = INT64_MAX,
               .ceiling_fen = INT64_MAX),
        [UNIT_MEDICAL] = FIGURE(PARAM_RATE, 310, PAYER_UNIT, 0, .from = 202501, .rate = 0),
        FIGURE(PARAM_RATE, 310, PAYER_PERSON, 0, .from = 202501, .rate = 100000),
        FIGURE(PARAM_FIXED, 330, PAYER_PERSON, 0, .from = 202501, .amount_fen = -1),
    };
    const param_set set = {.row = rows, .n = sizeof rows / sizeof rows[0]};
    month_line line;
    month_person person = {.insurances = INSURANCE_BIT(SLOT_PENSION), .wage_fen = 1};
    assert_int_equal(compute(&set, unit_2025, person, &line), OK); /* just fits */
    assert_int_equal(line.unit_total_fen, INT64_MAX);
    person.insurances |= INSURANCE_BIT(SLOT_MEDICAL);
    assert_int_equal(compute(&set, unit_2025, person, &line), E_OVERFLOW); /* persons' total */
    rows[UNIT_MEDICAL].rate = 100000;
    assert_int_equal(compute(&set, unit_2025, person, &line), E_OVERFLOW); /* units' total */
    rows[UNIT_PENSION].rate = 200000;
    assert_int_equal(compute(&set, unit_2025, person, &line), E_OVERFLOW); /* one amount */
    person.insurances = INSURANCE_BIT(SLOT_LARGE_MEDICAL);
    assert_int_equal(compute(&set, unit_2025, person, &line), E_RANGE); /* a negative fixed sum */
}

static void test_a_total_is_the_sum_of_rounded_persons(void **state) {
    (void) state;
    month_plan plan;
    month_total whole = {0}, first = {0}, second = {0};
    int64_t unit = 0, person_sum = 0, clamped = 0;
    assert_int_equal(month_plan_make(&figures, &unit_2025, &plan), OK);
    for (int i = 0; i < 1000; i++) {
        month_person person = {.insurances = INSURANCE_ALL, .wage_fen = 400000 + i * 2333};
        month_line line;
        assert_int_equal(month_plan_line(&plan, &person, &line), OK);
        assert_int_equal(month_total_add(&whole, &person, &line), OK);
        assert_int_equal(month_total_add(i < 500 ? &first : &second, &person, &line), OK);
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            unit += line.unit_fen[slot];
            person_sum += line.person_fen[slot];
        }
        clamped += line.warning != OK;
    }
    assert_int_equal(whole.n_persons, 1000);
    assert_int_equal(whole.n_clamped, clamped);
    assert_int_equal(whole.unit_total_fen, unit);
    assert_int_equal(whole.person_total_fen, person_sum);
    assert_int_equal(month_total_merge(&first, &second), OK); /* pieces add up to the whole */
    assert_memory_equal(&first, &whole, sizeof whole);
}

static void test_a_total_refuses_to_overflow(void **state) {
    (void) state;
    month_total total = {.person_total_fen = INT64_MAX};
    month_person person = {.wage_fen = 1};
    month_line line = {.person_total_fen = 1};
    assert_int_equal(month_total_add(&total, &person, &line), E_OVERFLOW);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_sums_published_for_wuhan),
        cmocka_unit_test(test_a_wage_outside_the_limits_warns),
        cmocka_unit_test(test_rural_contract_workers_pay_no_unemployment_premium),
        cmocka_unit_test(test_only_what_is_insured_is_charged),
        cmocka_unit_test(test_a_relief_leaves_a_part),
        cmocka_unit_test(test_a_flexible_person_pays_both_parts),
        cmocka_unit_test(test_impossible_sets_and_months),
        cmocka_unit_test(test_every_missing_figure_is_named),
        cmocka_unit_test(test_the_account_share_of_a_flexible_person_may_be_missing),
        cmocka_unit_test(test_overflow_is_an_error),
        cmocka_unit_test(test_a_total_is_the_sum_of_rounded_persons),
        cmocka_unit_test(test_a_total_refuses_to_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
