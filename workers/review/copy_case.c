/* copy_case (A2): what an expired case or draft holds becomes a new draft of whoever asks, of its
 * filer's side. The wrapper keeps it under a new number; the former one stays as it is. */
#include "gen/review/copy_case.h"
#include "workers/review/case.h"

verdict review_copy_case(const context *ctx, view *rows, const CopyCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_of_filer(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    if (file->state != DRAFT_EXPIRED && file->state != EXPIRED)
        return refuse(E_CASE_STATE, "case_no");
    changes_release(out, file->case_no, RELEASE_COPIED);
    return accept();
}
