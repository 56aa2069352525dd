/* withdraw_case (A2): the filer takes a case back before it is decided; nothing of it reached a
 * ledger. A draft was never anybody else's to see, and stays so. */
#include "gen/review/withdraw_case.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"

verdict review_withdraw_case(const context *ctx, view *rows, const WithdrawCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_of_filer(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    if (file->state != DRAFT && file->state != RETURNED && file->state != PENDING)
        return refuse(E_CASE_STATE,
                      "case_no"); /* docs/rules 6.1: withdrawn is possible before approval */
    if (file->state == DRAFT) {
        case_discard(file, out);
        return accept();
    }
    CaseWithdrawn event = CASE_WITHDRAWN_INIT;
    event.case_no = file->case_no;
    event.subject = file->subject;
    event.reason = file->reason;
    emit_case_withdrawn(out, &event);
    case_reply(file, WITHDRAWN, out);
    return accept();
}
