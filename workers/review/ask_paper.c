/* ask_paper (S30, N12): the reviewer who holds the case asks its filer for paper. The clock of the
 * office stands until it is recorded; the filer has his own days for it. */
#include "gen/review/ask_paper.h"
#include "workers/review/case.h"
#include "workers/rules/term.h"

verdict review_ask_paper(const context *ctx, view *rows, const AskPaper *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_claimed(ctx, rows, in->case_no, &file);
    if (!refused(v) && file->paper_asked_at_us) v = refuse(E_CASE_STATE, "case_no");
    if (!refused(v) && refused(case_reason(in->papers))) v = refuse(E_CASE_REASON, "papers");
    if (refused(v)) return v;
    term_stands(ctx, rows, file, TERM_PAPER_DAYS, out);
    PaperAsked event = PAPER_ASKED_INIT;
    event.case_no = file->case_no;
    event.papers = in->papers;
    emit_paper_asked(out, &event);
    case_reply(file, PENDING, out);
    return accept();
}
