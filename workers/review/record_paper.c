/* record_paper (S30): the paper of a non-VIP filing has arrived at the office. Needs no claim: the
 * desk that takes paper in is seldom the one that decides. Paper that was waited for lets the clock
 * of the office go on. */
#include "gen/review/record_paper.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"
#include "workers/rules/term.h"

verdict review_record_paper(const context *ctx, view *rows, const RecordPaper *in, changes *out) {
    const Case *file = find_case(rows, in->case_no);
    if (!file || case_is_draft(file->state)) /* A2 */
        return refuse(E_NOT_FOUND, "case_no");
    if (file->state != PENDING && file->state != RETURNED) /* docs/rules 6.2: before the decision */
        return refuse(E_CASE_STATE, "case_no");
    PaperRecorded event = PAPER_RECORDED_INIT;
    event.case_no = file->case_no;
    event.paper_no = in->paper_no;
    emit_paper_recorded(out, &event);
    if (file->state == PENDING && file->paper_asked_at_us)
        term_starts(ctx, rows, file->case_no, catalog_command(file->method), file->used_days, out);
    case_reply(file, file->state, out);
    return accept();
}
