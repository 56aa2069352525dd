/* terms: see the header. A figure that is missing is never guessed. */
#include "workers/appointment/terms.h"

#include "workers/rules/figure.h"

static bool is_sound(const int32_t *of) {
    return of[TERM_DAYS_LEAST] <= of[TERM_DAYS_MOST] && of[TERM_DAYS_MOST] <= TERM_DAYS_WALL &&
           of[TERM_COOL_LEAST_S] <= of[TERM_COOL_MOST_S] && of[TERM_HOLD_S] > 0;
}

status terms_read(const context *ctx, booking_terms *out) {
    for (int32_t group = 1; group < TERMS; group++) {
        const param *row;
        status s = figure_find(ctx, PARAM_APPOINTMENT, group, ctx->today, &row);
        if (s != OK) return s;
        out->of[group] = row->step;
    }
    return is_sound(out->of) ? OK : E_RANGE;
}
