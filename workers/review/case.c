/* case: finds a case for a reviewer or its filer, checks state and claim, and makes the reply. */
#include "workers/review/case.h"

#include <string.h>

#include "gen/identity/rows.h"
#include "gen/review/rows.h"
#include "gen/review/withdraw_case.h"
#include "proto/runtime/fold.h"
#include "proto/runtime/view/history.h"
#include "workers/rules/holder.h"
#include "workers/rules/reviewer.h"

enum { ALL = -1 }; /* REVIEW_ALL as the row has it */

bool case_by_many(const Case *file) {
    return file->approvers > 1 || file->approvers == ALL;
}

static bool has_approved(const context *ctx, view *rows, const Case *file, const char *account_no) {
    return !strcmp(account_no, ctx->actor.account_no) ||
           find_case_approval(rows, file->case_no, file->submission, account_no);
}

/* Who filed is no reviewer of it; whose account was closed since blocks nobody. */
static bool reviewer_lacks(const context *ctx, view *rows, const Case *file) {
    bool centre = !file->district_code[0], lacks = false;
    const Account *all[REVIEWERS_MAX];
    size_t n = reviewers_of(
        rows, centre ? KERNEL__ROLE__SETTLEMENT_CENTER : KERNEL__ROLE__DISTRICT_OPERATOR,
        file->district_code, all);
    for (size_t i = 0; i < n; i++) /* all are asked for, so that they come in one round */
        if (strcmp(all[i]->account_no, file->filer) != 0)
            lacks |= !has_approved(ctx, rows, file, all[i]->account_no);
    return lacks;
}

bool case_lacks_approval(const context *ctx, view *rows, const Case *file) {
    if (file->approvers == ALL) return reviewer_lacks(ctx, rows, file);
    return file->approved + 1 < file->approvers;
}

/* Whether the reviewer filed the case, or approved it before, under another account: docs/rules
 * 6.5: two accounts of one natural person are one pair of eyes. */
static bool is_own_case(view *rows, const Case *file, const char *own) {
    bool found = holder_is_one(rows, own, file->filer);
    if (!case_by_many(file)) return found;
    row_list before =
        list_case_approval_by_case_no_submission(rows, file->case_no, file->submission);
    for (size_t i = 0; i < before.n; i++) {
        const CaseApproval *one = (const CaseApproval *) before.row[i];
        found |= holder_is_one(rows, own, one->account_no);
    }
    return found;
}

/* Who is insured has a record like anybody: it may be what the case is about. */
static bool is_about(view *rows, const Case *file, const char *own) {
    bool found = file->person_no[0] && holder_is_person(rows, own, file->person_no);
    return found | holder_has_document(rows, own, file->document_hash);
}

verdict case_reviewable_by(view *rows, const Case *file, const char *account_no) {
    const char *because = NULL;
    bool about = is_about(rows, file, account_no), own = is_own_case(rows, file, account_no);
    if (!strcmp(file->filer, account_no)) /* A5: the maker is never the checker */
        return refuse(E_MAKER_CHECKER, "case_no");
    if (case_by_many(file) && find_case_approval(rows, file->case_no, file->submission, account_no))
        because = "approved_before"; /* docs/rules 6.5 */
    else if (own)
        because = "same_person";
    else if (about)
        because = "own_record";
    return because ? (verdict){E_MAKER_CHECKER, "case_no", because} : accept();
}

static size_t heads(view *rows, const Case *file, const Account *out[REVIEWERS_MAX]) {
    if (!file->district_code[0]) return 0;
    return reviewers_of(rows, KERNEL__ROLE__DISTRICT_ADMIN, file->district_code, out);
}

size_t case_overseers(view *rows, const Case *file, const char *out[CASE_OVERSEERS_MAX]) {
    const Account *found[REVIEWERS_MAX];
    size_t n = heads(rows, file, found);
    if (!n) n = reviewers_of(rows, KERNEL__ROLE__SETTLEMENT_CENTER, "", found);
    if (n > CASE_OVERSEERS_MAX) n = CASE_OVERSEERS_MAX;
    for (size_t i = 0; i < n; i++) out[i] = found[i]->account_no;
    return n;
}

bool case_is_moved_up(view *rows, const Case *file) {
    const Account *head[REVIEWERS_MAX];
    if (!file->missed_at_us || case_by_many(file)) return false;
    return file->filer_role != KERNEL__ROLE__DISTRICT_ADMIN && heads(rows, file, head) > 0;
}

verdict case_waiting(view *rows, const char *case_no, const Case **out) {
    const Case *file = find_case(rows, case_no);
    if (!file || case_is_draft(file->state)) /* A2: a draft is invisible to reviewers */
        return refuse(E_NOT_FOUND, "case_no");
    if (file->state != PENDING) /* docs/rules 6.1, case states */
        return refuse(E_CASE_STATE, "case_no");
    *out = file;
    return accept();
}

verdict case_to_review(const context *ctx, view *rows, const char *case_no, const Case **out) {
    const Case *file = NULL;
    verdict v = case_waiting(rows, case_no, &file);
    if (!refused(v)) v = case_reviewable_by(rows, file, ctx->actor.account_no);
    if (refused(v)) return v;
    if (ctx->actor.role == KERNEL__ROLE__DISTRICT_OPERATOR && case_is_moved_up(rows, file))
        return (verdict){E_CASE_STATE, "case_no", "moved_up"};
    *out = file;
    return accept();
}

verdict case_claimed(const context *ctx, view *rows, const char *case_no, const Case **out) {
    const Case *file = NULL;
    verdict v = case_to_review(ctx, rows, case_no, &file);
    if (refused(v)) return v;
    if (!claim_lives(rows, file, ctx->received_at_us)) /* A4 */
        return refuse(E_CASE_NOT_CLAIMED, "case_no");
    if (!claim_is_own(ctx, rows, file)) /* S30: one decision */
        return refuse(E_CASE_CLAIMED, "case_no");
    *out = file;
    return accept();
}

verdict case_of_filer(const context *ctx, view *rows, const char *case_no, const Case **out) {
    const Case *file = find_case(rows, case_no);
    if (!file) return refuse(E_NOT_FOUND, "case_no");
    if (!claim_is_filers(&ctx->actor,
                         file)) /* a reviewer neither submits nor withdraws for the filer */
        return refuse(E_FORBIDDEN, "case_no");
    *out = file;
    return accept();
}

verdict case_reason(const char *reason) {
    return fold_is_blank(reason, strlen(reason)) ? refuse(E_CASE_REASON, "reason") : accept();
}

void case_discard(const Case *file, changes *out) {
    CaseDiscarded event = CASE_DISCARDED_INIT;
    event.case_no = file->case_no;
    event.subject = file->subject;
    event.reason = file->reason;
    emit_case_discarded(out, &event);
    case_reply(file, DISCARDED, out);
}

void case_reply(const Case *file, Review__CaseState state, changes *out) {
    CaseChanged reply = CASE_CHANGED_INIT;
    reply.case_no = file->case_no;
    reply.person_no = file->person_no;
    reply.state = state;
    changes_reply(out, &reply.base);
}

/* Looks at a case, and answers about its sample or to an objection, are no acts on it. */
static bool is_act(const history_event *step) {
    return !strncmp(step->type->name, "review.", 7) &&
           strncmp(step->type->name, "review.Sample", 13) != 0 &&
           strncmp(step->type->name, "review.Objection", 16) != 0;
}

bool case_is_touched(const context *ctx, view *rows, const Case *file) {
    history steps = view_history(rows, file->case_no);
    const char *own = ctx->actor.account_no;
    bool touched = holder_is_one(rows, file->filer, own);
    touched |= holder_is_one(rows, file->decided_by, own);
    touched |= file->person_no[0] && holder_is_person(rows, own, file->person_no);
    for (size_t i = 0; i < steps.n; i++) { /* all are asked for, so that they come in one round */
        if (!is_act(&steps.event[i])) continue;
        touched |= holder_is_one(rows, steps.event[i].actor, own);
    }
    return touched;
}

void case_decided(const context *ctx, const Case *file, Review__Decision decision, changes *out) {
    CaseDecided event = CASE_DECIDED_INIT;
    event.case_no = file->case_no;
    event.submission = file->submission;
    event.account_no = lend(ctx->actor.account_no);
    event.decision = decision;
    emit_case_decided(out, &event);
}
