/* The pension fee of a flexible person by tier; see tier.h. */
#include "workers/rules/money/tier.h"

#include "workers/rules/money/contribution.h"
#include "workers/rules/money/money.h"

status tier_compute(const param_set *set, int32_t percent, int32_t period, tier_fee *out) {
    tier_fee fee;
    const param *tier, *rate;
    int32_t account_rate;
    if (params_tier(set, INSURANCE_PENSION, percent, period, &tier) != OK) return E_TIER_UNKNOWN;
    fee.base_fen = tier->amount_fen;
    status code = params_rate(set, INSURANCE_PENSION, PAYER_FLEX, period, &rate);
    if (code == OK) code = params_account(set, INSURANCE_PENSION, period, &account_rate);
    if (code == OK)
        code = contribution_amount(fee.base_fen, rate->rate, MONEY_RATE_ONE, rate->round_to,
                                   &fee.fee_fen);
    if (code == OK)
        code = contribution_split(fee.fee_fen, fee.base_fen, account_rate, &fee.to_account_fen,
                                  &fee.to_pool_fen);
    if (code == OK) *out = fee;
    return code;
}
