/* approve_case (S30, A5): the reviewer who claimed the case lets its command be decided now. No
 * event of its own: the wrapper tells how it ended, CaseApplied or CaseApplyFailed, in the same
 * commit. */
#include "gen/review/approve_case.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"

verdict review_approve_case(const context *ctx, view *rows, const ApproveCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_claimed(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    if (in->submission &&
        in->submission != file->submission) /* A3: what was read is what is approved */
        return refuse(E_VERSION, "submission");
    changes_release(out, file->case_no, RELEASE_APPROVED);
    case_reply(file, CASE_APPLIED, out);
    return accept();
}
