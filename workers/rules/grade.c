/* grade: points from counts, scores from points. See grade.h. */
#include "workers/rules/grade.h"

enum { WHOLE = 100, RATE_OF_PERCENT = 1000, POINTS_LOST = 10, GRADE_B = 80, GRADE_C = 50 };

bool grade_of_credit(Review__GradeKind kind) {
    return kind == GRADE_CREDIT || kind == GRADE_DISHONEST || kind == GRADE_ARREARS;
}

status grade_figure(const param_set *set, int32_t group, int32_t period, int32_t *out) {
    const param key = {.kind = PARAM_GRADE, .group = group};
    const param *row;
    if (!set) return E_PARAM_MISSING;
    status s = params_find(set, &key, period, &row);
    if (s == OK) *out = row->rate / RATE_OF_PERCENT;
    return s;
}

/* All points below the limit; from it on each begun per cent costs ten. */
static int32_t falling(int64_t n, int64_t of, int32_t most_percent) {
    int64_t over = n * WHOLE - most_percent * of; /* in hundredths of `of` */
    if (of == 0 || over < 0) return WHOLE;
    int64_t lost = (over / of + 1) * POINTS_LOST;
    return lost > WHOLE ? 0 : (int32_t) (WHOLE - lost);
}

static int32_t credit_points(int32_t grade) {
    static const int32_t points[] = {0, WHOLE, GRADE_B, GRADE_C, 0};
    return grade > 0 && grade < (int32_t) (sizeof points / sizeof points[0]) ? points[grade] : 0;
}

/* docs/rules 6.4: who never filed has shown no skill; who sent no file failed no row. */
static void give_points(const grade_facts *facts, int32_t rejects_most, int32_t rows_most,
                        int32_t points[]) {
    points[GRADE_REJECTS] =
        facts->n_cases ? falling(facts->n_rejected, facts->n_cases, rejects_most) : 0;
    points[GRADE_FAILED_ROWS] = falling(facts->n_failed, facts->n_rows, rows_most);
    points[GRADE_TRAINING] =
        facts->n_operators ? (int32_t) (facts->n_trained * WHOLE / facts->n_operators) : 0;
    points[GRADE_CREDIT] = credit_points(facts->grade);
    points[GRADE_DISHONEST] = facts->n_acts == 0 ? WHOLE : facts->n_acts == 1 ? WHOLE / 2 : 0;
}

status grade_compute(const param_set *set, int32_t period, const grade_facts *facts,
                     grade_scores *out) {
    grade_scores got = {.vip = false};
    int32_t rejects_most = 0, rows_most = 0, sum[2] = {0, 0};
    status s = grade_figure(set, GRADE_REJECTS_MOST, period, &rejects_most);
    if (s == OK) s = grade_figure(set, GRADE_FAILED_ROWS_MOST, period, &rows_most);
    if (s == OK) s = grade_figure(set, GRADE_OPERATOR_LEAST, period, &got.operator_least);
    if (s == OK) s = grade_figure(set, GRADE_CREDIT_LEAST, period, &got.credit_least);
    for (int kind = 1; s == OK && kind <= GRADE_KINDS; kind++)
        s = grade_figure(set, kind, period, &got.weight[kind]);
    if (s != OK) return s;
    give_points(facts, rejects_most, rows_most, got.points);
    for (int kind = 1; kind <= GRADE_KINDS; kind++) {
        got.share[kind] = got.points[kind] * got.weight[kind] / WHOLE;
        sum[grade_of_credit((Review__GradeKind) kind)] += got.share[kind];
    }
    got.operator_score = sum[false];
    got.credit_score = sum[true];
    got.vip = got.operator_score >= got.operator_least && got.credit_score >= got.credit_least;
    *out = got;
    return OK;
}
