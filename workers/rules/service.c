/* service: looks the figure up. */
#include "workers/rules/service.h"

#include "workers/rules/calendar/period.h"
#include "workers/rules/params.h"

status service_number(const context *ctx, int32_t group, int32_t *out) {
    const param key = {.kind = PARAM_SERVICE, .group = group};
    const param *row;
    status s = ctx->params ? params_find(ctx->params, &key, period_from_date(ctx->today), &row)
                           : E_PARAM_MISSING;
    if (s == OK) *out = row->step;
    return s;
}
