/* grade: what makes a unit VIP: two scores computed from recorded facts, each with its threshold.
 * Weights, thresholds and limits are dated figures. Source: docs/rules 6.4. Pure. */
#ifndef HALL_RULES_GRADE_H
#define HALL_RULES_GRADE_H

#include "gen/review/rows.h"
#include "workers/rules/params.h"

/* Groups of PARAM_GRADE: 1 to 6 are the weights of Review__GradeKind. */
enum {
    GRADE_OPERATOR_LEAST = 20,
    GRADE_CREDIT_LEAST = 21,
    GRADE_REJECTS_MOST = 30, /* from this share on an input loses 10 points a per cent */
    GRADE_FAILED_ROWS_MOST = 31,
    GRADE_SAMPLE_SHARE = 40
};

enum {
    GRADE_KINDS = 6,
    GRADE_CASES = 200,        /* the latest decided ones that count */
    GRADE_TRAINED_DAYS = 730, /* a training counts for two years, a credit grade, too */
    GRADE_YEAR_DAYS = 365,    /* as far as files and dishonest acts are looked back at */
    GRADE_REVIEW_DAYS = 365   /* after which automatic decisions rest without a new grade */
};

/* Facts of one unit, counted. grade: code of table credit_grade, 0 for none that still counts. */
typedef struct grade_facts {
    int64_t n_cases, n_rejected, n_rows, n_failed, n_operators, n_trained, n_acts;
    int32_t grade;
} grade_facts;

/* Points of every kind, by its number; scores 0 to 100. */
typedef struct grade_scores {
    int32_t points[GRADE_KINDS + 1], weight[GRADE_KINDS + 1], share[GRADE_KINDS + 1];
    int32_t operator_score, operator_least, credit_score, credit_least;
    bool vip;
} grade_scores;

/* grade_of_credit: whether the kind counts for the credit score, else for the operators'. */
bool grade_of_credit(Review__GradeKind kind);

/* grade_figure: a figure of the grade in per cent. Errors: E_PARAM_MISSING. */
status grade_figure(const param_set *set, int32_t group, int32_t period, int32_t *out) MUST_CHECK;

/* grade_compute: Errors: E_PARAM_MISSING. */
status grade_compute(const param_set *set, int32_t period, const grade_facts *facts,
                     grade_scores *out) MUST_CHECK;

#endif
