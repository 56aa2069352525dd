/* approve_case (S30, A5): the reviewer who claimed the case lets its command be decided now, or is
 * one of several accounts that must; the last of them lets it. How it ended the wrapper tells,
 * CaseApplied or CaseApplyFailed, in the same commit. */
#include "gen/review/approve_case.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"

static void count_approval(const context *ctx, const Case *file, changes *out) {
    CaseApproved event = CASE_APPROVED_INIT;
    event.case_no = file->case_no;
    event.submission = file->submission;
    event.account_no = lend(ctx->actor.account_no);
    emit_case_approved(out, &event);
}

verdict review_approve_case(const context *ctx, view *rows, const ApproveCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_claimed(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    if (in->submission &&
        in->submission != file->submission) /* A3: what was read is what is approved */
        return refuse(E_VERSION, "submission");
    bool lacks = case_lacks_approval(ctx, rows, file);
    if (case_by_many(file)) count_approval(ctx, file, out);
    case_decided(ctx, file, DECISION_APPROVED, out);
    if (lacks) {
        case_reply(file, PENDING, out);
        return accept();
    }
    changes_release(out, file->case_no, RELEASE_APPROVED);
    case_reply(file, CASE_APPLIED, out);
    return accept();
}
