/* end_claim (A4): the clock frees a case whose claim is over. A claim that was renewed meanwhile,
 * or has its time still before it, is left alone. */
#include "gen/review/end_claim.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"

verdict review_end_claim(const context *ctx, view *rows, const EndClaim *in, changes *out) {
    const Case *file = find_case(rows, in->case_no);
    if (!file) return refuse(E_NOT_FOUND, "case_no");
    if (!file->claimed_until_us) return refuse(E_CASE_NOT_CLAIMED, "case_no");
    if (file->claimed_until_us > ctx->received_at_us) return refuse(E_CASE_CLAIMED, "case_no");
    ClaimEnded event = CLAIM_ENDED_INIT;
    event.case_no = file->case_no;
    event.reviewer = file->claimed_by;
    emit_claim_ended(out, &event);
    case_reply(file, file->state, out);
    return accept();
}
