/* terms: see the header. A figure that is missing is never guessed. */
#include "workers/appointment/terms.h"

#include "workers/rules/calendar/period.h"
#include "workers/rules/params.h"

static bool is_sound(const int32_t *of) {
    return of[TERM_DAYS_LEAST] <= of[TERM_DAYS_MOST] && of[TERM_DAYS_MOST] <= TERM_DAYS_WALL &&
           of[TERM_COOL_LEAST_S] <= of[TERM_COOL_MOST_S] && of[TERM_HOLD_S] > 0;
}

status terms_read(const context *ctx, booking_terms *out) {
    const int32_t period = period_from_date(ctx->today);
    for (int32_t group = 1; group < TERMS; group++) {
        const param key = {.kind = PARAM_APPOINTMENT, .group = group};
        const param *row;
        status s = ctx->params ? params_find(ctx->params, &key, period, &row) : E_PARAM_MISSING;
        if (s != OK) return s;
        out->of[group] = row->step;
    }
    return is_sound(out->of) ? OK : E_RANGE;
}
