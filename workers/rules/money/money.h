/* money: checked arithmetic on int64 fen. Rates are int32 parts per 100000. Rounding is half-up to
 * the fen and nowhere else, per person, insurance and payer. Source: docs/rules 3.5. */
#ifndef HALL_RULES_MONEY_H
#define HALL_RULES_MONEY_H

#include "proto/runtime/status.h"

#define MONEY_RATE_ONE 100000

/* money_add: *sum += amount; any signs. Errors: E_OVERFLOW, *sum unchanged. */
status money_add(int64_t *sum, int64_t amount) MUST_CHECK;

/* money_share: value * numerator / denominator, half-up; value and numerator >= 0, denominator > 0.
 * Exact: the product is taken in 128 bits. Errors: E_RANGE signs, E_OVERFLOW result. */
status money_share(int64_t value, int64_t numerator, int64_t denominator, int64_t *out) MUST_CHECK;

/* money_round: half-up to a multiple of round_to fen; 0 and 1 leave the value, 10 and 100 are jiao
 * and yuan. value >= 0. Errors: E_RANGE, E_OVERFLOW. Source: docs/rules 3.5 (4). */
status money_round(int64_t value, int32_t round_to, int64_t *out) MUST_CHECK;

#endif
