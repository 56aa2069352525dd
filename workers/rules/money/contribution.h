/* contribution: the base of a person and one payer's amount for one insurance.
 * Source: docs/rules 3.2, 3.3, 3.5; 社会保险法 art. 12, 60. A whole person-month: month.h. */
#ifndef HALL_RULES_CONTRIBUTION_H
#define HALL_RULES_CONTRIBUTION_H

#include "workers/rules/params.h"

/* base_clamp: base = min(max(wage, floor), ceiling); base keeps fen and is written with OK and with
 * a warning. OK, W_CLAMPED_LOW, W_CLAMPED_HIGH. Errors: E_WAGE_RANGE wage <= 0 or above 100 times
 * the ceiling. Source: docs/rules 3.3, 5.5. */
status base_clamp(int64_t wage_fen, int64_t floor_fen, int64_t ceiling_fen,
                  int64_t *out_base_fen) MUST_CHECK;

/* base_of: base_clamp with the limits stored for insurance, area and period. Errors besides:
 * E_PARAM_MISSING. */
status base_of(const param_set *set, int32_t insurance, int32_t area, int32_t period,
               int64_t wage_fen, int64_t *out_base_fen) MUST_CHECK;

/* How limits are made of an average: rates of 100000, rounded to so many fen (0 or 1: none, 10,
 * 100). */
typedef struct base_rule {
    int32_t floor_rate, ceiling_rate, round_to;
} base_rule;

typedef struct base_bounds {
    int64_t floor_fen, ceiling_fen;
} base_bounds;

/* base_limits: floor and ceiling of an average by rule; only to propose a row, stored rows are what
 * counts: a published floor need not be 60 %. Errors: E_RANGE, E_OVERFLOW; out then is as it was.
 */
status base_limits(int64_t average_fen, const base_rule *rule, base_bounds *out) MUST_CHECK;

/* contribution_amount: half_up(base x rate x remains), once; remains = params_relief. Errors:
 * E_RANGE negative figure, E_OVERFLOW. */
status contribution_amount(int64_t base_fen, int32_t rate, int32_t remains, int32_t round_to,
                           int64_t *out_fen) MUST_CHECK;

/* contribution_split: to_account = half_up(base x account_rate), at most total; to_pool = the rest,
 * so both always add up. Errors: E_RANGE, E_OVERFLOW. Source: docs/rules 3.5 (5). */
status contribution_split(int64_t total_fen, int64_t base_fen, int32_t account_rate,
                          int64_t *to_account_fen, int64_t *to_pool_fen) MUST_CHECK;

/* assess_110: 110 % of the amount of the last month, for a unit that did not declare.
 * Source: 社会保险法 art. 62. Errors: E_RANGE, E_OVERFLOW. */
status assess_110(int64_t last_month_fen, int64_t *out_fen) MUST_CHECK;

#endif
