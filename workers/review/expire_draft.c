/* expire_draft (A2, A6): what its filer leaves lying ends: a draft, a returned case, one whose
 * paper was asked for. He is warned first, and has the days of the warning whole, also when the
 * hall stood still at the time of it. What was touched meanwhile has a later time, what was
 * submitted none. */
#include "gen/review/expire_draft.h"
#include "gen/review/rows.h"
#include "workers/review/case.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/term.h"

static bool waits_for_filer(const Case *file) {
    return file->state == DRAFT || file->state == RETURNED ||
           (file->state == PENDING && file->paper_asked_at_us);
}

static void expire(const context *ctx, const Case *file, changes *out) {
    CaseExpired event = CASE_EXPIRED_INIT;
    event.case_no = file->case_no;
    event.state = file->state == DRAFT ? DRAFT_EXPIRED : EXPIRED;
    event.newest_first = -ctx->received_at_us;
    emit_case_expired(out, &event);
    case_reply(file, event.state, out);
}

verdict review_expire_draft(const context *ctx, view *rows, const ExpireDraft *in, changes *out) {
    const Case *file = find_case(rows, in->case_no);
    if (!file) return refuse(E_NOT_FOUND, "case_no");
    bool due = file->expires_at_us && file->expires_at_us <= ctx->received_at_us;
    if (!waits_for_filer(file) || !due) return refuse(E_CASE_STATE, "case_no");
    if (term_is_warned(file)) {
        expire(ctx, file, out);
        return accept();
    }
    CaseWarned event = CASE_WARNED_INIT;
    event.case_no = file->case_no;
    event.warned_until_us = ctx->received_at_us + term_warning_us(ctx);
    emit_case_warned(out, &event);
    case_reply(file, file->state, out);
    return accept();
}
