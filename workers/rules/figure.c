/* figure: a figure holds for whole months, so a day is looked up by its month. */
#include "workers/rules/figure.h"

#include "workers/rules/calendar/period.h"

status figure_find(const context *ctx, param_kind kind, int32_t group, int32_t day,
                   const param **out) {
    const param key = {.kind = kind, .group = group};
    if (!ctx->params) return E_PARAM_MISSING;
    return params_find(ctx->params, &key, period_from_date(day), out);
}
