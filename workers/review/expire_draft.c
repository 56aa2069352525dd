/* expire_draft (A2): the clock discards a draft that nobody has touched for its time. One that was
 * changed meanwhile has a later time, one that was submitted is no draft: both are left alone. */
#include "gen/review/expire_draft.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"

verdict review_expire_draft(const context *ctx, view *rows, const ExpireDraft *in, changes *out) {
    const Case *file = find_case(rows, in->case_no);
    if (!file) return refuse(E_NOT_FOUND, "case_no");
    bool due = file->expires_at_us && file->expires_at_us <= ctx->received_at_us;
    if (file->state != DRAFT || !due) return refuse(E_CASE_STATE, "case_no");
    case_discard(file, out);
    return accept();
}
