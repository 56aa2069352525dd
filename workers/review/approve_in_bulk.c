/* approve_in_bulk (A29): one case of the actor's open run, decided as by ApproveCase. That he
 * ordered it, and on which ground, stands in the run; that he still may is looked at again. */
#include "gen/review/approve_in_bulk.h"

#include <string.h>

#include "workers/review/bulk.h"
#include "workers/review/case.h"

/* Who has the key of an agent approves no more than what a reviewer put into his run. */
static verdict ordered(const context *ctx, view *rows, const ApproveInBulk *in, const BulkRun **run,
                       const BulkItem **item) {
    *run = find_bulk_run(rows, in->bulk_no);
    *item = find_bulk_item(rows, in->bulk_no, in->case_no);
    if (!*run || !*item || strcmp((*run)->account_no, ctx->actor.account_no) != 0)
        return refuse(E_NOT_FOUND, "bulk_no");
    if (!(*run)->open || (*item)->state != BULK_WAITING)
        return (verdict){E_CASE_STATE, "bulk_no", "bulk_done"};
    return accept();
}

/* What is equal by rule is approved after what it is equal to. */
static verdict like_stands(view *rows, const BulkItem *item) {
    if (item->basis != BASIS_ALIKE) return accept();
    const BulkItem *like = find_bulk_item(rows, item->bulk_no, item->like_case);
    return like && like->state == BULK_APPROVED ? accept()
                                                : (verdict){E_BULK, "case_no", "bulk_like"};
}

verdict review_approve_in_bulk(const context *ctx, view *rows, const ApproveInBulk *in,
                               changes *out) {
    const BulkRun *run;
    const BulkItem *item;
    const Case *file = NULL;
    verdict v = ordered(ctx, rows, in, &run, &item);
    if (refused(v)) return v;
    const bulk_chosen chosen = {run->method, item->of_case, item->submission};
    v = bulk_case(ctx, rows, &chosen, &file);
    if (!refused(v)) v = like_stands(rows, item);
    if (refused(v)) return v;
    CaseBulkApproved event = CASE_BULK_APPROVED_INIT;
    event.case_no = file->case_no;
    event.bulk_no = run->bulk_no;
    event.submission = file->submission;
    event.basis = item->basis;
    event.like_case = item->like_case;
    emit_case_bulk_approved(out, &event);
    case_decided(ctx, file, DECISION_APPROVED, out);
    changes_release(out, file->case_no,
                    item->basis == BASIS_ALIKE ? RELEASE_ALIKE : RELEASE_IN_BULK);
    case_reply(file, CASE_APPLIED, out);
    return accept();
}
