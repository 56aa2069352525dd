/* What is wrong with proposed figures, and what they would change (A32). Three columns a row here:
 * months and one figure; the rest is what the kind needs. */
#include <string.h>

#include "tests/lib/cmocka.h"
#include "tests/workers/rules/figures.h"
#include "workers/rules/proposal.h"

enum { MOST = 16 };

static proposal_fault told[MOST];
static size_t n_told;
static param next[MOST];
static proposal_change change[MOST];
static size_t n_change;

static void note(void *self, proposal_fault fault) {
    (void) self;
    assert_true(n_told < MOST);
    told[n_told++] = fault;
}

static proposal of(const param *now, size_t n_now, const param *added, size_t n_added) {
    static const bool none[MOST];
    param_kind kind = n_added ? added[0].kind : now[0].kind;
    return (proposal){.kind = kind,
                      .n_now = n_now,
                      .n_added = n_added,
                      .now = now,
                      .added = added,
                      .retired = none};
}

static void check(const proposal *p) {
    n_told = 0;
    size_t n = proposal_check(p, note, NULL, next);
    n_change = proposal_changes(p, next, n, change, MOST);
}

/* The one fault of one figure alone. */
static void faulty(param figure, status code, const char *field, const char *reason) {
    proposal p = of(NULL, 0, &figure, 1);
    check(&p);
    assert_int_equal(n_told, 1);
    assert_int_equal(told[0].why.code, code);
    assert_string_equal(told[0].why.field, field);
    if (reason) assert_string_equal(told[0].why.reason, reason);
}

static void sound(param figure) {
    proposal p = of(NULL, 0, &figure, 1);
    check(&p);
    assert_int_equal(n_told, 0);
}

#define RATE(from_, to_, rate_)                                                                    \
    FIGURE(PARAM_RATE, 110, PAYER_UNIT, 0, .from = from_, .to = to_, .rate = rate_)

static void test_a_figure_has_the_columns_of_its_kind(void **state) {
    (void) state;
    for (size_t i = 0; i < figures.n; i++) sound(figures.row[i]);
    param row = RATE(202601, 0, 16000);
    row.insurance = 999;
    faulty(row, E_CODE_VALUE, "insurance", NULL);
    row.insurance = 110;
    row.payer = PAYER_FLEX + 1;
    faulty(row, E_CODE_VALUE, "payer", NULL);
    row.payer = PAYER_NONE;
    faulty(row, E_CODE_VALUE, "payer", NULL);
    row.payer = PAYER_UNIT;
    row.ceiling_fen = 1;
    faulty(row, E_RANGE, "ceiling_fen", "not_of_kind");
    faulty((param) FIGURE(PARAM_FIXED, 330, PAYER_PERSON, 0, .from = 202601), E_REQUIRED,
           "amount_fen", NULL);
}

static void test_months_are_months_and_in_their_order(void **state) {
    (void) state;
    faulty((param) RATE(202613, 0, 1), E_PERIOD, "from_period", NULL);
    faulty((param) RATE(202601, 202600, 1), E_PERIOD, "to_period", NULL);
    faulty((param) RATE(202601, 202601, 1), E_RANGE, "to_period", "ends_before_start");
    faulty((param) FIGURE(PARAM_INTEREST, 110, 0, 0, .from = 202601, .rate = 1), E_RANGE,
           "to_period", "whole_year");
    faulty((param) FIGURE(PARAM_INTEREST, 110, 0, 0, .from = 202602, .to = 202702, .rate = 1),
           E_RANGE, "to_period", "whole_year");
}

static void test_figures_are_within_what_they_can_be(void **state) {
    (void) state;
    sound((param) RATE(202601, 0, 100000));
    faulty((param) RATE(202601, 0, 100001), E_RANGE, "rate", "rate_over_all");
    sound((param) FIGURE(PARAM_LOGIN, 0, 0, 3, .from = 202601));
    sound((param) FIGURE(PARAM_LOGIN, 0, 0, 3, .from = 202601, .rate = 100000));
    faulty((param) FIGURE(PARAM_LOGIN, 0, 0, 3, .from = 202601, .rate = 50000), E_RANGE, "rate",
           "all_or_none");
    param row = RATE(202601, 0, 1);
    const int32_t units[] = {1, 10, 100};
    for (size_t i = 0; i < 3; i++) {
        row.round_to = units[i];
        sound(row);
    }
    row.round_to = 50;
    faulty(row, E_RANGE, "round_to", "rounding");
    param limit = LIMIT_2025(110);
    limit.floor_fen = limit.ceiling_fen + 1;
    faulty(limit, E_RANGE, "floor_fen", "floor_over_ceiling");
    param credit =
        FIGURE(PARAM_CREDIT, 0, CREDIT_OF_BASE, 1, .from = 202601, .age_from = 35, .age_to = 35);
    faulty(credit, E_RANGE, "age_to", "ages");
    param age = FIGURE(PARAM_RETIREMENT, 0, 0, 1, .from = 190001, .age_from = 2, .age_to = 1);
    faulty(age, E_RANGE, "age_to", "ages");
}

static const param rates[] = {RATE(201901, 202501, 16000), RATE(202501, 0, 15000)};

static void test_a_successor_follows_what_holds(void **state) {
    (void) state;
    const param added[] = {RATE(202701, 0, 14000)};
    proposal p = of(rates, 2, added, 1);
    check(&p);
    assert_int_equal(n_told, 0);
    assert_int_equal(n_change, 1);
    assert_int_equal(change[0].from, 202701);
    assert_int_equal(change[0].to, 0);
    assert_int_equal(change[0].before->rate, 15000);
    assert_int_equal(change[0].after->rate, 14000);
}

static void test_a_stretch_in_between_gives_way_again(void **state) {
    (void) state;
    const param added[] = {RATE(202601, 202607, 0)};
    proposal p = of(rates, 2, added, 1);
    check(&p);
    assert_int_equal(n_told, 0);
    assert_int_equal(n_change, 1);
    assert_int_equal(change[0].from, 202601);
    assert_int_equal(change[0].to, 202607);
}

static void test_two_figures_for_one_month_are_told(void **state) {
    (void) state;
    const param twice[] = {RATE(202701, 0, 1), RATE(202712, 0, 2), RATE(202601, 202701, 3)};
    proposal p = of(rates, 2, twice, 3);
    check(&p);
    assert_int_equal(n_told, 1);
    assert_int_equal(told[0].index, 1);
    assert_string_equal(told[0].why.reason, "months_overlap");
    const param over[] = {RATE(202401, 0, 1)}, within[] = {RATE(202401, 202501, 1)},
                same[] = {RATE(202501, 0, 1)};
    p = of(rates, 2, over, 1); /* the figure of 2025 would go on in its middle */
    check(&p);
    assert_int_equal(n_told, 1);
    assert_string_equal(told[0].why.field, "from_period");
    p = of(rates, 2, within, 1);
    check(&p);
    assert_int_equal(n_told, 0);
    p = of(rates, 2, same, 1); /* a correction */
    check(&p);
    assert_int_equal(n_told, 0);
    assert_int_equal(n_change, 1);
    const bool both[] = {false, true};
    p = of(rates, 2, over, 1);
    p.retired = both;
    check(&p);
    assert_int_equal(n_told, 0);
}

static void test_ages_of_one_class_do_not_meet(void **state) {
    (void) state;
    const param now[] = {
        FIGURE(PARAM_CREDIT, 0, CREDIT_OF_BASE, 1, .from = 200101, .rate = 3100, .age_to = 35)};
    const param added[] = {FIGURE(PARAM_CREDIT, 0, CREDIT_FIXED, 1, .from = 202701, .amount_fen = 1,
                                  .age_from = 30, .age_to = 40),
                           FIGURE(PARAM_CREDIT, 0, CREDIT_FIXED, 2, .from = 202701, .amount_fen = 1,
                                  .age_from = 30, .age_to = 40),
                           FIGURE(PARAM_CREDIT, 0, CREDIT_FIXED, 2, .from = 202701, .amount_fen = 1,
                                  .age_from = 35, .age_to = 45),
                           FIGURE(PARAM_CREDIT, 0, CREDIT_FIXED, 2, .from = 202701, .amount_fen = 1,
                                  .age_from = 45, .age_to = 50),
                           FIGURE(PARAM_CREDIT, 0, CREDIT_FIXED, 2, .from = 202601, .to = 202701,
                                  .amount_fen = 1, .age_from = 20, .age_to = 50)};
    proposal p = of(now, 1, added, 5);
    check(&p);
    assert_int_equal(n_told, 2);
    assert_int_equal(told[0].index, 0);
    assert_int_equal(told[1].index, 2);
    assert_string_equal(told[1].why.reason, "ages_overlap");
    const bool retired[] = {true};
    p.retired = retired;
    check(&p);
    assert_int_equal(told[0].index, 2);
}

static void test_months_that_are_left_out_are_told_once(void **state) {
    (void) state;
    const param added[] = {RATE(202701, 202707, 1), RATE(202708, 0, 2)};
    const param closed[] = {RATE(201901, 202501, 16000)};
    proposal p = of(closed, 1, added, 2);
    check(&p);
    assert_int_equal(n_told, 2); /* before the first, and between the two */
    assert_string_equal(told[0].why.field, "from_period");
    assert_int_equal(told[1].index, 1);
    p.holes_known = true;
    check(&p);
    assert_int_equal(n_told, 0);
    /* a hole that was there is nobody's fault now */
    const param old[] = {RATE(201801, 201901, 1), RATE(202001, 202101, 2), RATE(202201, 0, 3)};
    const param mended[] = {RATE(202001, 202101, 4)};
    p = of(old, 3, mended, 1);
    check(&p);
    assert_int_equal(n_told, 0);
    const param shorter[] = {RATE(202001, 202012, 4)};
    const bool middle[] = {false, true, false};
    p = of(old, 3, shorter, 1);
    p.retired = middle;
    check(&p);
    assert_int_equal(n_told, 1);
    assert_string_equal(told[0].why.field, "to_period");
    /* a relief is an exception */
    const param relief[] = {FIGURE(PARAM_RELIEF, 110, PAYER_UNIT, 1, .from = 202002, .to = 202007),
                            FIGURE(PARAM_RELIEF, 110, PAYER_UNIT, 1, .from = 202101, .to = 202107)};
    p = of(NULL, 0, relief, 2);
    check(&p);
    assert_int_equal(n_told, 0);
    assert_int_equal(n_change, 2);
}

static void test_what_is_taken_back_leaves_no_month_out(void **state) {
    (void) state;
    const bool last[] = {false, true}, first[] = {true, false}, all[] = {true, true};
    proposal p = of(rates, 2, NULL, 0);
    p.retired = last;
    check(&p);
    assert_int_equal(n_told, 1);
    assert_true(told[0].retired);
    assert_int_equal(told[0].index, 1);
    p.retired = first; /* the months before the next row were assessed by it */
    check(&p);
    assert_int_equal(n_told, 1);
    assert_int_equal(told[0].index, 0);
    assert_int_equal(n_change, 1);
    assert_null(change[0].after);
    p.retired = all; /* nothing of the series is left */
    check(&p);
    assert_int_equal(n_told, 2);
    assert_int_equal(n_change, 2);
    assert_int_equal(proposal_changes(&p, next, 0, change, 1), 2);
    p.holes_known = true; /* it was said why */
    check(&p);
    assert_int_equal(n_told, 0);
}

static void test_another_row_must_cover_the_last_month_as_well(void **state) {
    (void) state;
    const param now[] = {RATE(202001, 202101, 1), RATE(202101, 202107, 2), RATE(202101, 202301, 3),
                         RATE(202301, 0, 4)};
    const bool longer[] = {false, false, true, false}, shorter[] = {false, true, false, false};
    proposal p = of(now, 4, NULL, 0);
    p.retired = longer; /* its first months have the shorter row, those from July on none */
    check(&p);
    assert_int_equal(n_told, 1);
    assert_int_equal(told[0].index, 2);
    assert_string_equal(told[0].why.reason, "months_missing");
    p.retired = shorter;
    check(&p);
    assert_int_equal(n_told, 0);
    const param instead[] = {RATE(202101, 202207, 5)};
    p = of(now, 4, instead, 1);
    p.retired = longer;
    check(&p);
    assert_int_equal(n_told, 1); /* once, of the row that ends too early */
    assert_string_equal(told[0].why.field, "to_period");
}

#define TIER(percent, from_, to_, amount)                                                          \
    FIGURE(PARAM_TIER, 110, 0, percent, .from = from_, .to = to_, .amount_fen = amount)

static void test_a_higher_tier_has_a_higher_base(void **state) {
    (void) state;
    const param now[] = {TIER(60, 202501, 0, 449800), TIER(100, 202501, 0, 749600),
                         TIER(0, 202501, 0, 900000)};
    const param next_year[] = {TIER(60, 202701, 0, 480000), TIER(100, 202701, 0, 800000)};
    proposal p = of(now, 3, next_year, 2);
    check(&p);
    assert_int_equal(n_told, 0);
    const param turned[] = {TIER(60, 202701, 0, 800000), TIER(100, 202701, 0, 480000)};
    p = of(now, 3, turned, 2);
    check(&p);
    assert_int_equal(n_told, 1);
    assert_int_equal(told[0].index, 1);
    assert_string_equal(told[0].why.field, "amount_fen");
    assert_string_equal(told[0].why.reason, "tiers_order");
    const param alone[] = {TIER(60, 202701, 0, 749600)}, between[] = {TIER(80, 202501, 0, 600000)},
                later[] = {TIER(80, 202401, 0, 750000)};
    p = of(now, 3, alone, 1); /* as much as the one above it, which stays */
    check(&p);
    assert_int_equal(n_told, 1);
    p = of(now, 3, between, 1);
    check(&p);
    assert_int_equal(n_told, 0);
    p = of(now, 3, later, 1); /* it is sound until the tier above begins to hold */
    check(&p);
    assert_int_equal(n_told, 1);
    faulty((param) TIER(1001, 202701, 0, 1), E_RANGE, "group", NULL);
}

static void test_a_change_is_what_counts(void **state) {
    (void) state;
    const param added[] = {RATE(202001, 202501, 16000), RATE(202501, 202601, 14000),
                           RATE(202601, 202701, 14000),
                           FIGURE(PARAM_RATE, 110, PAYER_PERSON, 0, .from = 202701, .rate = 14000)};
    proposal p = of(rates, 2, added, 4);
    check(&p);
    assert_int_equal(n_told, 0);
    assert_int_equal(n_change, 2); /* months alone are none, one figure in two rows is one */
    assert_int_equal(change[0].from, 202501);
    assert_int_equal(change[0].to, 202701);
    assert_null(change[1].before); /* another series, though it begins where that one ends */
    assert_int_equal(proposal_changes(&p, next, 6, change, 0), 3);
}

static void test_any_column_that_differs_is_a_change(void **state) {
    (void) state;
    const param now[] = {
        FIGURE(PARAM_CREDIT, 0, CREDIT_OF_BASE, 1, .from = 200101, .rate = 3100, .age_to = 35)};
    const param as_it_is =
        FIGURE(PARAM_CREDIT, 0, CREDIT_OF_BASE, 1, .from = 202001, .rate = 3100, .age_to = 35);
    param other[9];
    for (size_t i = 0; i < 9; i++) other[i] = as_it_is;
    other[1].rate = 1;
    other[2].round_to = 10;
    other[3].payer = CREDIT_FIXED;
    other[4].age_to = 40;
    other[5].step = 1;
    other[6].amount_fen = 1;
    other[7].floor_fen = 1;
    other[8].ceiling_fen = 1;
    for (size_t i = 0; i < 9; i++) {
        proposal p = of(now, 1, &other[i], 1);
        assert_int_equal(proposal_changes(&p, (param[]){now[0], other[i]}, 2, change, MOST), i > 0);
    }
    const param later[] = {
        FIGURE(PARAM_CREDIT, 0, CREDIT_OF_BASE, 1, .from = 202001, .rate = 1, .age_to = 35),
        FIGURE(PARAM_CREDIT, 0, CREDIT_OF_BASE, 1, .from = 201001, .rate = 2, .age_to = 35)};
    proposal p =
        of(later, 2, later, 1); /* the figure that begins later holds, wherever it stands */
    check(&p);
    assert_int_equal(n_change, 0);
}

static void test_figures_that_charge_a_month(void **state) {
    (void) state;
    assert_true(proposal_charges(PARAM_LIMIT) && proposal_charges(PARAM_RATE));
    assert_true(proposal_charges(PARAM_RELIEF) && proposal_charges(PARAM_INJURY));
    assert_true(proposal_charges(PARAM_FLOAT) && proposal_charges(PARAM_FIXED));
    assert_true(proposal_charges(PARAM_TIER)); /* who pays alone */
    assert_false(proposal_charges(PARAM_RETIREMENT));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_figure_has_the_columns_of_its_kind),
        cmocka_unit_test(test_months_are_months_and_in_their_order),
        cmocka_unit_test(test_figures_are_within_what_they_can_be),
        cmocka_unit_test(test_a_successor_follows_what_holds),
        cmocka_unit_test(test_a_stretch_in_between_gives_way_again),
        cmocka_unit_test(test_two_figures_for_one_month_are_told),
        cmocka_unit_test(test_ages_of_one_class_do_not_meet),
        cmocka_unit_test(test_months_that_are_left_out_are_told_once),
        cmocka_unit_test(test_what_is_taken_back_leaves_no_month_out),
        cmocka_unit_test(test_another_row_must_cover_the_last_month_as_well),
        cmocka_unit_test(test_a_higher_tier_has_a_higher_base),
        cmocka_unit_test(test_a_change_is_what_counts),
        cmocka_unit_test(test_any_column_that_differs_is_a_change),
        cmocka_unit_test(test_figures_that_charge_a_month),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
