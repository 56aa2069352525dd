/* month: a whole person-month in one call, as one wide row of all insurances and both payers, and a
 * unit's month as a stream of persons. Source: docs/rules 3.1 to 3.6. */
#ifndef HALL_RULES_MONTH_H
#define HALL_RULES_MONTH_H

#include "workers/rules/params.h"

/* What is the same for all persons of a unit in a month.
 * area: tier of the limits, 1 = Wuhan; unit_class: as in relief rows, 0 = none; injury_factor:
 * float of 100000; flexible: persons paying for themselves, injury fields unused. */
typedef struct month_terms {
    int32_t period, area, unit_class, injury_class, injury_factor;
    bool flexible;
} month_terms;

/* One person. insurances: set of INSURANCE_BIT; employment_form AAC013, 3 = rural contract: no
 * personal unemployment premium (失业保险条例 art. 6). wage_fen: declared wage; a flexible person
 * has tier_percent instead (pension base of TIER rows). */
typedef struct month_person {
    uint32_t insurances;
    int32_t employment_form, tier_percent;
    int64_t wage_fen;
} month_person;

typedef struct month_input {
    month_terms terms;
    month_person person;
} month_input;

/* One wide row, fen; slots not insured are 0. base of large medical is 0. pension_account: what the
 * personal account is credited with when the month is paid (medical accounts: medical.h). warning:
 * OK, W_CLAMPED_LOW or W_CLAMPED_HIGH (of the first insurance that clamps). provisional: a limit or
 * tier of an earlier year served (params_provisional). */
typedef struct month_line {
    int64_t base_fen[SLOTS], unit_fen[SLOTS], person_fen[SLOTS];
    int64_t unit_total_fen, person_total_fen;
    int64_t pension_account_fen;
    status warning;
    bool provisional;
} month_line;

/* month_compute: rounding per person, insurance and payer; fixed sums added after.
 * Errors: E_PARAM_MISSING (also a tier without a row), E_WAGE_RANGE, E_PERIOD, E_INSURANCE_SET
 * (empty or unknown bits, or an insurance flexible persons cannot have), E_OVERFLOW; out is written
 * on success only. */
status month_compute(const param_set *set, const month_input *in, month_line *out) MUST_CHECK;

/* Figures of a month looked up once, for many persons. Filled by month_plan_make, read-only for
 * others. A figure that is missing is an error only when a person needs it: `found` keeps the
 * answer. remains: as params_relief; amount_fen: of a fixed sum. */
typedef struct month_figure {
    status found;
    int32_t rate, round_to, remains;
    int64_t amount_fen;
} month_figure;

typedef struct month_limit {
    status found;
    int64_t floor_fen, ceiling_fen;
    bool provisional;
} month_limit;

typedef struct month_plan {
    const param_set *set;
    month_terms terms;
    month_limit limit[SLOTS];
    month_figure unit[SLOTS], person[SLOTS]; /* person: of a flexible person with terms.flexible */
    status account_found;                    /* pension account share */
    int32_t account_rate;
} month_plan;

/* month_plan_make: look everything up. The set is borrowed while the plan is used. Errors:
 * E_PERIOD. */
status month_plan_make(const param_set *set, const month_terms *terms, month_plan *out) MUST_CHECK;

/* month_plan_line: one person by a plan; as month_compute. */
status month_plan_line(const month_plan *plan, const month_person *person,
                       month_line *out) MUST_CHECK;

/* Totals of a unit's month: sums of rounded persons, never rate x wage total (docs/rules 3.5 (2)).
 */
typedef struct month_total {
    int64_t n_persons, n_clamped;
    int64_t wage_fen; /* sum of declared wages */
    int64_t unit_fen[SLOTS], person_fen[SLOTS];
    int64_t unit_total_fen, person_total_fen;
} month_total;

/* month_total_add: takes one line in; total starts all zero. After E_OVERFLOW the total is of no
 * use. month_total_merge: takes a second total in, for pieces computed apart. */
status month_total_add(month_total *total, const month_person *person,
                       const month_line *line) MUST_CHECK;
status month_total_merge(month_total *total, const month_total *piece) MUST_CHECK;

#endif
