/* params: the dated figures of the business as the caller hands them in: limits, rates, reliefs,
 * injury classes, fixed sums, tiers, interest, medical credits, retirement ages, times of
 * service. Look-ups only;
 * rows come from deploy/params/ (workers/engine/params.h) or from approved proposals. A figure that
 * has no row is E_PARAM_MISSING, never a default. Source: docs/rules 3.2 to 3.8.
 *
 * Validity is closed-open on the covered period: from <= period < to; to = 0 is open. Where several
 * rows hold, the one with the latest `from` does, and of equal ones the last in the set: a new
 * publication or a correction is appended, nothing is edited. */
#ifndef HALL_RULES_PARAMS_H
#define HALL_RULES_PARAMS_H

#include "workers/rules/money/insurance.h"

/* The kinds, and what the columns mean for each; columns not named are 0. */
typedef enum param_kind {
    /* insurance, group = area tier (1 Wuhan); amount average, floor, ceiling */
    PARAM_LIMIT = 1,
    /* insurance, payer; rate; round_to (0 or 1 = fen, 10, 100) */
    PARAM_RATE,
    /* insurance; rate = share of the base that goes to the personal account */
    PARAM_ACCOUNT,
    /* insurance, payer, group = unit class (1 large or medium enterprise, 2 small or micro, 0 and
     * others as the city numbers them); rate = what remains payable, of 100000 */
    PARAM_RELIEF,
    /* group = industry class 1..8 (1..3 before 2015-10); rate */
    PARAM_INJURY,
    /* group = industry class; rate = an allowed float, of 100000; one row a float */
    PARAM_FLOAT,
    /* insurance, payer; amount = a month's sum */
    PARAM_FIXED,
    /* insurance, group = per cent; amount = base of the tier, above that of every lower one;
     * flexible medical, which is not tiered, has its one base as group 0 */
    PARAM_TIER,
    /* insurance; rate of the year; from YYYY01 to the next YYYY01 */
    PARAM_INTEREST,
    /* group = person_state AAC008; age_from <= age < age_to; payer = basis (CREDIT_*); rate of the
     * basis, or amount */
    PARAM_CREDIT,
    /* group = RETIRE_*; from, to on the month of BIRTH; age_from = age in months before any delay,
     * age_to = highest age in months; step = months of birth for a month of delay, 0 = none */
    PARAM_RETIREMENT,
    /* group = what of a unit's grade (workers/rules/grade.h); rate = a weight, a threshold or a
     * limit in per cent */
    PARAM_GRADE,
    /* group = role of an account; rate = whole: its login needs a second factor, 0: the holder
     * chooses */
    PARAM_LOGIN,
    /* group = which rule of appointments (workers/appointment/terms.h); step = days, minutes,
     * seconds or a number, as the group says */
    PARAM_APPOINTMENT,
    /* group = what (workers/rules/service.h); step = how many */
    PARAM_SERVICE,
    /* group = which time (workers/rules/term.h); step = whole days or an hour */
    PARAM_TERM,
    PARAM_KINDS
} param_kind;

enum { CREDIT_OF_BASE = 1, CREDIT_OF_PENSION = 2, CREDIT_FIXED = 3 };
enum { RETIRE_MAN = 1, RETIRE_WOMAN_55 = 2, RETIRE_WOMAN_50 = 3 };

/* One dated row. Money in fen, rates in parts per 100000, periods YYYYMM, ages as the kind says. */
typedef struct param {
    param_kind kind;
    int32_t insurance, payer, group;
    int32_t from, to;
    int32_t rate, round_to;
    int32_t age_from, age_to, step;
    int64_t amount_fen, floor_fen, ceiling_fen;
} param;

/* Where rows of a kind can stand: from `first` up to, not including, `end`. */
typedef struct param_span {
    size_t first, end;
} param_span;

/* Rows in any order, borrowed for as long as the set is used. span: by kind, of params_spans; NULL:
 * every row is looked at. */
typedef struct param_set {
    const param *row;
    size_t n;
    const param_span *span;
} param_set;

/* params_spans: where the kinds stand in `row`. */
void params_spans(const param *row, size_t n, param_span out[PARAM_KINDS]);

/* params_series: rows of one series follow each other; a float is one of several that hold at once,
 * and so is a credit of another age, whatever its basis. */
bool params_series(const param *a, const param *b);

/* params_find: the row of a kind that holds in `period` for exactly this insurance, payer, group;
 * out points into the set. Errors: E_PARAM_MISSING. */
status params_find(const param_set *set, const param *key, int32_t period,
                   const param **out) MUST_CHECK;

/* params_provisional: whether an open row of what is announced for a year (LIMIT, TIER) serves a
 * period more than a year after its beginning: the announcement that is to come re-rates it.
 * Source: docs/rules 3.3. */
bool params_provisional(const param *row, int32_t period);

/* Shorthands of params_find. */
status params_limit(const param_set *set, int32_t insurance, int32_t area, int32_t period,
                    const param **out) MUST_CHECK;
status params_rate(const param_set *set, int32_t insurance, payer who, int32_t period,
                   const param **out) MUST_CHECK;
status params_account(const param_set *set, int32_t insurance, int32_t period,
                      int32_t *out_rate) MUST_CHECK;
status params_fixed(const param_set *set, int32_t insurance, payer who, int32_t period,
                    int64_t *out_fen) MUST_CHECK;
status params_tier(const param_set *set, int32_t insurance, int32_t percent, int32_t period,
                   const param **out) MUST_CHECK;

/* params_relief: what remains payable, of 100000; 100000 when no relief is decreed: a relief is an
 * exception, its absence is no gap. */
int32_t params_relief(const param_set *set, int32_t insurance, payer who, int32_t unit_class,
                      int32_t period);

/* params_injury: rate of an industry class times an allowed float (100000 = unchanged).
 * Errors: E_PARAM_MISSING class or float not in the set for the period.
 * Source: 社会保险法 art. 34, 工伤保险条例 art. 8; docs/rules 3.4. */
status params_injury(const param_set *set, int32_t injury_class, int32_t factor, int32_t period,
                     int32_t *out_rate) MUST_CHECK;

/* params_interest: crediting rate of a year. While the year's own is not announced, the last known
 * one, and *provisional = true. Errors: E_PARAM_MISSING no year before it either. Source:
 * docs/rules 3.7. */
status params_interest(const param_set *set, int32_t insurance, int32_t year, int32_t *out_rate,
                       bool *provisional) MUST_CHECK;

/* params_credit: row of the medical account by person_state and completed years of age.
 * Errors: E_PARAM_MISSING. Source: docs/rules 3.8. */
status params_credit(const param_set *set, int32_t person_state, int32_t age, int32_t period,
                     const param **out) MUST_CHECK;

/* params_check: whether one row can be taken into a set: known kind, insurance, payer; valid
 * months, from before to; figures not negative, floor not above ceiling. Errors: E_CODE_VALUE,
 * E_PERIOD, E_RANGE. For proposals and files. */
status params_check(const param *row) MUST_CHECK;

#endif
