/* service: looks the figure up. */
#include "workers/rules/service.h"

#include "workers/rules/figure.h"

status service_number(const context *ctx, int32_t group, int32_t *out) {
    const param *row;
    status s = figure_find(ctx, PARAM_SERVICE, group, ctx->today, &row);
    if (s == OK) *out = row->step;
    return s;
}
