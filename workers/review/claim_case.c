/* claim_case (A4, S30): one reviewer takes a pending case for 30 minutes. A claim whose time is
 * over or whose login has ended counts for nothing; claiming one's own case again begins the time
 * anew. */
#include "gen/review/claim_case.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"

verdict review_claim_case(const context *ctx, view *rows, const ClaimCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_to_review(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    if (claim_lives(rows, file, ctx->received_at_us) && !claim_is_own(ctx, rows, file))
        return refuse(E_CASE_CLAIMED, "case_no");
    CaseClaimed event = CASE_CLAIMED_INIT;
    event.case_no = file->case_no;
    event.claimed_until_us = ctx->received_at_us + CLAIM_US;
    event.claim_token = ctx->actor.token_hash;
    emit_case_claimed(out, &event);
    case_reply(file, PENDING, out);
    return accept();
}
