/* close_sample_day (N9): the day is over; the hash of this very entry is what its seed is mixed
 * with, so that nobody knew it before. The draw follows a little later, when what was on its way
 * has arrived, and the days go on: what lacks a seed of the coming week gets one, as far as the
 * share of the sample is known by then. Source: docs/rules 6.9. */
#include "gen/review/close_sample_day.h"
#include "gen/review/draw_sample.h"
#include "workers/review/sample.h"

#define UNDER_WAY_US INT64_C(900000000) /* a quarter of an hour */

verdict review_close_sample_day(const context *ctx, view *rows, const CloseSampleDay *in,
                                changes *out) {
    const SampleDay *day = find_sample_day(rows, in->sample_no);
    char *published[SAMPLE_DAYS_AHEAD + 1];
    size_t n;
    if (!day) return refuse(E_NOT_FOUND, "sample_no");
    bool over = day->closes_at_us && day->closes_at_us <= ctx->received_at_us;
    if (!over) return refuse(E_CASE_STATE, "sample_no");
    SampleDayClosed event = SAMPLE_DAY_CLOSED_INIT;
    event.sample_no = day->sample_no;
    event.draw_at_us = day->closes_at_us + UNDER_WAY_US;
    emit_sample_day_closed(out, &event);
    status s = sample_publish(ctx, rows, 1, published, &n, out);
    if (s != OK && s != E_PARAM_MISSING) return refuse(s, NULL); /* the day is over all the same */
    SampleDrawnShown reply = SAMPLE_DRAWN_SHOWN_INIT;
    reply.sample_no = day->sample_no;
    changes_reply(out, &reply.base);
    return accept();
}
