/* return_case (A3, S36): sent back to the filer with a reason; the case keeps its number and may be
 * submitted again. */
#include "gen/review/return_case.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"
#include "workers/rules/term.h"

verdict review_return_case(const context *ctx, view *rows, const ReturnCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_claimed(ctx, rows, in->case_no, &file);
    if (!refused(v)) v = case_reason(in->reason);
    if (refused(v)) return v;
    CaseReturned event = CASE_RETURNED_INIT;
    event.case_no = file->case_no;
    event.reason = in->reason;
    event.content = file->content;
    event.subject = file->subject;
    emit_case_returned(out, &event);
    term_stands(ctx, rows, file, TERM_RETURNED_DAYS, out);
    case_decided(ctx, file, DECISION_RETURNED, out);
    case_reply(file, RETURNED, out);
    return accept();
}
