/* count_waiting (A7): what waits for an office, as its lists count it. */
#include "gen/query/count_waiting.h"

#include "gen/review/objection.h"
#include "gen/review/rows.h"

static int64_t how_many(const context *ctx, view *rows, const row_type *type, int64_t state) {
    row_key key = scope_key(ctx, type, "state");
    row_key_number(&key, state);
    return view_count(rows, &key);
}

verdict query_count_waiting(const context *ctx, view *rows, const CountWaiting *in, changes *out) {
    WaitingCounts reply = WAITING_COUNTS_INIT;
    (void) in;
    reply.cases = how_many(ctx, rows, &row_case, PENDING);
    reply.samples = how_many(ctx, rows, &row_sample, SAMPLE_WAITING);
    reply.objected = how_many(ctx, rows, &row_sample, SAMPLE_OBJECTED);
    reply.objections = how_many(ctx, rows, &row_objection, OBJECTION_OPEN);
    changes_reply(out, &reply.base);
    return accept();
}
