/* tier: pension fee of a flexible person by tier (缴费档次). Source: 国发〔2005〕38号;
 * docs/rules 3.6. Window and once-a-year are the handler's. */
#ifndef HALL_RULES_TIER_H
#define HALL_RULES_TIER_H

#include "workers/rules/params.h"

typedef struct tier_fee {
    int64_t base_fen, fee_fen, to_account_fen, to_pool_fen;
} tier_fee;

/* tier_compute: percent as stored in TIER rows, e.g. 60. Errors: E_TIER_UNKNOWN no such tier in the
 * period, E_PARAM_MISSING rate or account share, E_OVERFLOW. */
status tier_compute(const param_set *set, int32_t percent, int32_t period,
                    tier_fee *out) MUST_CHECK;

#endif
