/* get_status (A37): where the log stands, how many cases wait and since when, what is parked, how
 * much room is left. Queues are the broker's own answer; checkpoints are the audit service's. */
#include "gen/query/get_status.h"
#include "gen/review/rows.h"

enum { LOOKED_AT = 100 };

/* Case numbers begin with the date, and within a day with their shard's own count: the oldest is
 * among the first ones. */
static int64_t oldest_us(view *rows, row_key pending) {
    int64_t oldest = 0;
    pending.limit = LOOKED_AT;
    row_list first = view_list(rows, &pending);
    for (size_t i = 0; i < first.n; i++) {
        int64_t at_us = ((const Case *) first.row[i])->submitted_at_us;
        if (!oldest || at_us < oldest) oldest = at_us;
    }
    return oldest;
}

verdict query_get_status(const context *ctx, view *rows, const GetStatus *in, changes *out) {
    StatusShown reply = STATUS_SHOWN_INIT;
    row_key pending = key_case_by_state(PENDING);
    (void) in;
    reply.position = lend(ctx->position ? ctx->position : "");
    reply.parked = ctx->parked;
    reply.free_bytes = ctx->free_bytes;
    reply.pending_cases = view_count(rows, &pending);
    reply.oldest_pending_us = oldest_us(rows, pending);
    changes_reply(out, &reply.base);
    return accept();
}
