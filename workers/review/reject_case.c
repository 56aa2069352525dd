/* reject_case (S36): refused for good, with a reason. */
#include "gen/review/reject_case.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"

verdict review_reject_case(const context *ctx, view *rows, const RejectCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_claimed(ctx, rows, in->case_no, &file);
    if (!refused(v)) v = case_reason(in->reason);
    if (refused(v)) return v;
    CaseRejected event = CASE_REJECTED_INIT;
    event.case_no = file->case_no;
    event.reason = in->reason;
    event.subject = file->subject;
    event.newest_first = -ctx->received_at_us;
    emit_case_rejected(out, &event);
    case_decided(ctx, file, DECISION_REJECTED, out);
    case_reply(file, REJECTED, out);
    return accept();
}
