/* submit_case (A2, A3): a draft or a returned case is submitted as it is kept. No event of its own:
 * the wrapper submits the kept command as if it had just come, under the old number. */
#include "gen/review/submit_case.h"
#include "gen/review/rows.h"
#include "proto/runtime/catalog.h"
#include "workers/review/case.h"

/* What the holder confirms names the case and its version, so nobody puts another content into the
 * draft before it is sent. Source: docs/rules 2.13. */
static verdict as_read(const Case *file, int64_t version) {
    const command_type *kept = catalog_command(file->method);
    if (!version && kept && kept->high_risk) return refuse(E_REQUIRED, "version");
    bool moved = version && version != file->version;
    return moved ? (verdict){E_VERSION, "version", "draft_moved"} : accept();
}

verdict review_submit_case(const context *ctx, view *rows, const SubmitCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_of_filer(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    if (file->state != DRAFT && file->state != RETURNED) /* docs/rules 6.1, case states */
        return refuse(E_CASE_STATE, "case_no");
    v = as_read(file, in->version);
    if (refused(v)) return v;
    changes_release(out, file->case_no, RELEASE_KEPT);
    return accept();
}
