/* withdraw_case (A2): the filer takes a case back before it is decided; nothing of it reached a
 * ledger. */
#include "workers/review/case.h"

verdict review_withdraw_case(const context *ctx, view *rows, const WithdrawCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_of_filer(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    if (file->state != DRAFT && file->state != RETURNED && file->state != PENDING)
        return refuse(E_CASE_STATE,
                      "case_no"); /* domain 4.1: withdrawn is possible before approval */
    CaseWithdrawn event = CASE_WITHDRAWN_INIT;
    event.case_no = file->case_no;
    event.step = case_step(file);
    emit_case_withdrawn(out, &event);
    case_reply(file, WITHDRAWN, out);
    return accept();
}
