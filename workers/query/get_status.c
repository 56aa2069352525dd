/* get_status (A37): where the log stands, how many cases wait and since when, what is parked, how much
 * room is left. Queues are the broker's own answer; checkpoints are the audit service's. */
#include "gen/query.h"
#include "gen/review.h"

verdict query_get_status(const context *ctx, view *rows, const GetStatus *in, changes *out) {
    StatusShown reply = STATUS_SHOWN_INIT;
    row_key pending = key_case_by_state(PENDING);
    (void) in;
    reply.position = ctx->position;
    reply.parked = ctx->parked;
    reply.free_bytes = ctx->free_bytes;
    reply.pending_cases = view_count(rows, &pending);
    pending.limit = 1; /* case numbers begin with the date: the first is the oldest */
    row_list oldest = view_list(rows, &pending);
    if (oldest.n) reply.oldest_pending_us = ((const Case *) oldest.row[0])->submitted_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
