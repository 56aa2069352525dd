/* take_leave: a reviewer is away himself, or back. What he holds is free meanwhile, and nothing is
 * given to him (workers/rules/reviewer.h). */
#include "gen/review/take_leave.h"

#include "workers/review/leave.h"

verdict review_take_leave(const context *ctx, view *rows, const TakeLeave *in, changes *out) {
    (void) rows;
    return leave_set(ctx, ctx->actor.account_no, in->from_date, in->until_date, out);
}
