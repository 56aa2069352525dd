/* Bases and amounts; see contribution.h. */
#include "workers/rules/money/contribution.h"

#include "workers/rules/money/money.h"

#define WAGE_CEILINGS 100 /* a declared wage above so many ceilings is a slip of the pen */
#define ASSESS_PERCENT 110

status base_clamp(int64_t wage_fen, int64_t floor_fen, int64_t ceiling_fen, int64_t *out_base_fen) {
    if (wage_fen <= 0 || (wage_fen - 1) / WAGE_CEILINGS >= ceiling_fen) return E_WAGE_RANGE;
    if (wage_fen < floor_fen) {
        *out_base_fen = floor_fen;
        return W_CLAMPED_LOW;
    }
    if (wage_fen > ceiling_fen) {
        *out_base_fen = ceiling_fen;
        return W_CLAMPED_HIGH;
    }
    *out_base_fen = wage_fen;
    return OK;
}

status base_of(const param_set *set, int32_t insurance, int32_t area, int32_t period,
               int64_t wage_fen, int64_t *out_base_fen) {
    const param *limit;
    status s = params_limit(set, insurance, area, period, &limit);
    if (s != OK) return s;
    return base_clamp(wage_fen, limit->floor_fen, limit->ceiling_fen, out_base_fen);
}

static status bound(int64_t average_fen, int32_t rate, int32_t round_to, int64_t *out_fen) {
    int64_t fen;
    status s = money_share(average_fen, rate, MONEY_RATE_ONE, &fen);
    return s == OK ? money_round(fen, round_to, out_fen) : s;
}

status base_limits(int64_t average_fen, const base_rule *rule, base_bounds *out) {
    base_bounds bounds;
    status s = bound(average_fen, rule->floor_rate, rule->round_to, &bounds.floor_fen);
    if (s == OK) s = bound(average_fen, rule->ceiling_rate, rule->round_to, &bounds.ceiling_fen);
    if (s == OK) *out = bounds;
    return s;
}

status contribution_amount(int64_t base_fen, int32_t rate, int32_t remains, int32_t round_to,
                           int64_t *out_fen) {
    int64_t factor = (int64_t) rate * remains, fen;
    if (rate < 0 || remains < 0) return E_RANGE;
    status s = money_share(base_fen, factor, (int64_t) MONEY_RATE_ONE * MONEY_RATE_ONE, &fen);
    if (s != OK) return s;
    return money_round(fen, round_to, out_fen);
}

status contribution_split(int64_t total_fen, int64_t base_fen, int32_t account_rate,
                          int64_t *to_account_fen, int64_t *to_pool_fen) {
    int64_t share;
    if (total_fen < 0) return E_RANGE;
    status s = money_share(base_fen, account_rate, MONEY_RATE_ONE, &share);
    if (s != OK) return s;
    *to_account_fen = share < total_fen ? share : total_fen;
    *to_pool_fen = total_fen - *to_account_fen;
    return OK;
}

status assess_110(int64_t last_month_fen, int64_t *out_fen) {
    return money_share(last_month_fen, ASSESS_PERCENT, 100, out_fen);
}
