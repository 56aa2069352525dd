/* Points and scores of a unit's grade, and the lots of a sample (labels: S28 N9). */
#include "tests/lib/cmocka.h"
#include "workers/rules/grade.h"
#include "workers/rules/sample.h"

#include <stdio.h>
#include <string.h>

static const int32_t percents[][2] = {{1, 50},  {2, 15},  {3, 35}, {4, 60},  {5, 40}, {6, 0},
                                      {20, 90}, {21, 85}, {30, 2}, {31, 10}, {40, 5}};
enum { FIGURES = sizeof percents / sizeof percents[0] };

static param_set figures_of_grade(param row[FIGURES]) {
    for (int i = 0; i < FIGURES; i++)
        row[i] = (param){.kind = PARAM_GRADE,
                         .group = percents[i][0],
                         .from = 200601,
                         .rate = percents[i][1] * 1000};
    return (param_set){.row = row, .n = FIGURES};
}

static void points_fall_with_each_begun_per_cent(void **state) {
    (void) state;
    static const struct {
        int64_t rejected, cases;
        int32_t points;
    } all[] = {{0, 0, 0},    {0, 1, 100},  {3, 200, 100}, {4, 200, 90}, {5, 200, 90},
               {6, 200, 80}, {22, 200, 0}, {200, 200, 0}, {1, 50, 90},  {1, 51, 100}};
    param row[FIGURES];
    param_set set = figures_of_grade(row);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const grade_facts facts = {.n_cases = all[i].cases, .n_rejected = all[i].rejected};
        grade_scores got;
        assert_int_equal(grade_compute(&set, 202611, &facts, &got), OK);
        assert_int_equal(got.points[GRADE_REJECTS], all[i].points);
    }
}

static void shares_add_up_to_scores_and_both_decide(void **state) {
    (void) state;
    param row[FIGURES];
    param_set set = figures_of_grade(row);
    grade_facts facts = {.n_cases = 200, .n_operators = 2, .n_trained = 2, .grade = 2};
    grade_scores got;
    assert_int_equal(grade_compute(&set, 202611, &facts, &got), OK);
    assert_int_equal(got.operator_score, 100);
    assert_int_equal(got.credit_score, 88);
    assert_true(got.vip);
    facts.n_trained = 1;
    assert_int_equal(grade_compute(&set, 202611, &facts, &got), OK);
    assert_int_equal(got.operator_score, 82);
    assert_false(got.vip);
    facts.n_trained = 2;
    facts.n_acts = 1;
    assert_int_equal(grade_compute(&set, 202611, &facts, &got), OK);
    assert_int_equal(got.credit_score, 68);
    assert_false(got.vip);
}

static void no_figure_is_guessed(void **state) {
    (void) state;
    param row[FIGURES];
    param_set set = figures_of_grade(row);
    const grade_facts facts = {.grade = 1};
    grade_scores got;
    set.n = 4;
    assert_int_equal(grade_compute(&set, 202611, &facts, &got), E_PARAM_MISSING);
    assert_int_equal(grade_compute(NULL, 202611, &facts, &got), E_PARAM_MISSING);
}

/* Of 20 000 cases about 5 %: between 4.5 and 5.5, which chance leaves once in a thousand draws. */
static void a_share_of_all_cases_is_drawn(void **state) {
    (void) state;
    static const uint8_t key[CRYPT_KEY_BYTES] = "a key", head[CRYPT_HASH_BYTES] = "a head";
    uint8_t seed[CRYPT_HASH_BYTES], other[CRYPT_HASH_BYTES], mixed[CRYPT_HASH_BYTES];
    sample_seed(key, "20261110", seed);
    sample_seed(key, "20261111", other);
    assert_memory_not_equal(seed, other, sizeof seed);
    sample_mix(seed, head, mixed);
    int drawn = 0, all = 0, none = 0;
    for (int i = 0; i < 20000; i++) {
        char case_no[20];
        snprintf(case_no, sizeof case_no, "20261110%07d0010", i);
        drawn += sample_draws(sample_lot(mixed, case_no), 5);
        all += sample_draws(sample_lot(mixed, case_no), 100);
        none += sample_draws(sample_lot(mixed, case_no), 0);
    }
    assert_in_range(drawn, 900, 1100);
    assert_int_equal(all, 20000);
    assert_int_equal(none, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_fall_with_each_begun_per_cent),
        cmocka_unit_test(shares_add_up_to_scores_and_both_decide),
        cmocka_unit_test(no_figure_is_guessed),
        cmocka_unit_test(a_share_of_all_cases_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
