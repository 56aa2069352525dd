/* submit_case (A2, A3): a draft or a returned case is submitted as it is kept. No event of its own:
 * the wrapper submits the kept command as if it had just come, under the old number. */
#include "gen/review/submit_case.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"

verdict review_submit_case(const context *ctx, view *rows, const SubmitCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_of_filer(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    if (file->state != DRAFT && file->state != RETURNED) /* docs/rules 6.1, case states */
        return refuse(E_CASE_STATE, "case_no");
    if (in->version && in->version != file->version)
        return (verdict){E_VERSION, "version", "draft_moved"};
    changes_release(out, file->case_no, RELEASE_KEPT);
    return accept();
}
