/* release_case (A4): the reviewer gives a claimed case back to the queue. */
#include "gen/review/release_case.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"

verdict review_release_case(const context *ctx, view *rows, const ReleaseCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_claimed(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    CaseReleased event = CASE_RELEASED_INIT;
    event.case_no = file->case_no;
    emit_case_released(out, &event);
    case_reply(file, PENDING, out);
    return accept();
}
