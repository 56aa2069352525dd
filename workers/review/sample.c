/* sample: publishes days, and keeps from a sample whoever touched its case. */
#include "workers/review/sample.h"

#include <string.h>

#include "proto/runtime/view/history.h"
#include "workers/review/case.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/grade.h"
#include "workers/rules/holder.h"
#include "workers/rules/sample.h"

static void publish(const context *ctx, char *sample_no, int32_t day, int32_t share, changes *out) {
    SampleDayPublished event = SAMPLE_DAY_PUBLISHED_INIT;
    uint8_t seed[CRYPT_HASH_BYTES], hash[CRYPT_HASH_BYTES];
    sample_seed(ctx->sample_key, sample_no, seed);
    sample_commitment(seed, hash);
    event.sample_no = sample_no;
    event.commitment = (ProtobufCBinaryData){sizeof hash, hash};
    event.closes_at_us = date_us(date_add(day, 1), 0);
    event.share = share;
    emit_sample_day_published(out, &event);
    crypt_wipe(seed, sizeof seed);
}

status sample_publish(const context *ctx, view *rows, int first, char *published[], size_t *n,
                      changes *out) {
    *n = 0;
    for (int ahead = first; ahead <= SAMPLE_DAYS_AHEAD; ahead++) {
        int32_t day = date_add(ctx->today, ahead);
        char *sample_no = arena_printf(view_arena(rows), "%08d", day);
        if (!sample_no || find_sample_day(rows, sample_no)) continue;
        int32_t share = 0;
        status s = grade_figure(ctx->params, GRADE_SAMPLE_SHARE, period_from_date(day), &share);
        if (s != OK) return s;
        publish(ctx, sample_no, day, share, out);
        published[(*n)++] = sample_no;
    }
    return OK;
}

verdict sample_to_answer(const context *ctx, view *rows, const char *case_no,
                         Review__SampleState state, const Sample **out) {
    const Sample *sample = find_sample(rows, case_no);
    const Case *file = find_case(rows, case_no);
    if (!sample || !file) return refuse(E_NOT_FOUND, "case_no");
    if (sample->state != state) return refuse(E_CASE_STATE, "case_no");
    if (case_is_touched(ctx, rows, file))
        return (verdict){E_MAKER_CHECKER, "case_no", "sample_own"};
    *out = sample;
    return accept();
}

void sample_reply(const char *case_no, Review__SampleState state, changes *out) {
    SampleChanged reply = SAMPLE_CHANGED_INIT;
    reply.case_no = lend(case_no);
    reply.state = state;
    changes_reply(out, &reply.base);
}
