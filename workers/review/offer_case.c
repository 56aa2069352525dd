/* offer_case (A4): a waiting case goes to a reviewer who is named, or to whoever has least to do.
 * Who holds it hands it over by that; only an administrator takes it from another. It is his to
 * take for a while. Source: docs/cases.md. */
#include "gen/review/offer_case.h"

#include <string.h>

#include "workers/review/case.h"
#include "workers/rules/reviewer.h"
#include "workers/rules/term.h"

/* Cases that nobody else decides meanwhile: his own, or free ones; all of them for an
 * administrator.
 */
static verdict may_give(const context *ctx, view *rows, const Case *file) {
    int64_t now = ctx->received_at_us;
    if (ctx->actor.role == KERNEL__ROLE__DISTRICT_ADMIN) return accept();
    if (case_is_moved_up(rows, file)) return (verdict){E_CASE_STATE, "case_no", "moved_up"};
    if (claim_lives(rows, file, now) && !claim_is_own(ctx, rows, file))
        return refuse(E_CASE_CLAIMED, "case_no");
    bool others = reviewer_offer_lives(rows, file, now) &&
                  strcmp(file->offered_to, ctx->actor.account_no) != 0;
    return others ? (verdict){E_CASE_CLAIMED, "case_no", "offered"} : accept();
}

/* Whose case it can be: of the district's operators, or its administrators once it moved up. */
static Kernel__Role role_of(view *rows, const Case *file) {
    if (!file->district_code[0]) return KERNEL__ROLE__SETTLEMENT_CENTER;
    return case_is_moved_up(rows, file) ? KERNEL__ROLE__DISTRICT_ADMIN
                                        : KERNEL__ROLE__DISTRICT_OPERATOR;
}

static int32_t load(const context *ctx, view *rows, const char *account_no) {
    return reviewer_held(rows, account_no, ctx->received_at_us) +
           reviewer_offered(rows, account_no, ctx->received_at_us);
}

static bool can_take(const context *ctx, view *rows, const Case *file, const char *account_no) {
    int32_t most = term_figure(ctx, TERM_CLAIMS_MOST);
    bool full = most >= 0 && load(ctx, rows, account_no) >= most;
    bool away = reviewer_away(rows, account_no, ctx->received_at_us);
    return !refused(case_reviewable_by(rows, file, account_no)) && !away && !full;
}

/* Who is logged in comes before who is not, then who has less to do. */
static const char *least_loaded(const context *ctx, view *rows, const Case *file) {
    const Account *all[REVIEWERS_MAX];
    size_t n = reviewers_of(rows, role_of(rows, file), file->district_code, all);
    const char *best = NULL;
    int64_t best_rank = INT64_MAX;
    for (size_t i = 0; i < n; i++) { /* all are asked for, so that they come in one round */
        const char *one = all[i]->account_no;
        bool here = reviewer_at_work(rows, one, ctx->received_at_us);
        int64_t rank = load(ctx, rows, one) + (here ? 0 : INT32_MAX);
        bool holds = !strcmp(file->claimed_by, one) || !strcmp(file->offered_to, one);
        if (!can_take(ctx, rows, file, one) || holds || rank >= best_rank) continue;
        best = one;
        best_rank = rank;
    }
    return best;
}

static verdict named(const context *ctx, view *rows, const Case *file, const char *account_no) {
    const Account *one = find_account(rows, account_no);
    bool office = one && !strcmp(one->district_code, file->district_code) &&
                  (one->role == role_of(rows, file) ||
                   (one->role == KERNEL__ROLE__DISTRICT_ADMIN && file->district_code[0]));
    if (!office || !reviewer_open(one)) return (verdict){E_NOT_FOUND, "account_no", "no_reviewer"};
    verdict v = case_reviewable_by(rows, file, account_no);
    if (refused(v)) return (verdict){v.code, "account_no", "not_his"};
    return can_take(ctx, rows, file, account_no)
               ? accept()
               : (verdict){E_CASE_STATE, "account_no", "takes_none"};
}

verdict review_offer_case(const context *ctx, view *rows, const OfferCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_waiting(rows, in->case_no, &file);
    if (!refused(v)) v = may_give(ctx, rows, file);
    if (!refused(v) && in->account_no[0]) v = named(ctx, rows, file, in->account_no);
    if (refused(v)) return v;
    const char *to = in->account_no[0] ? in->account_no : least_loaded(ctx, rows, file);
    if (!to) return (verdict){E_CASE_STATE, "case_no", "nobody_takes"};
    CaseOffered event = CASE_OFFERED_INIT;
    event.case_no = file->case_no;
    event.offered_to = lend(to);
    event.offered_until_us = ctx->received_at_us + OFFER_US;
    emit_case_offered(out, &event);
    CaseOfferShown reply = CASE_OFFER_SHOWN_INIT;
    reply.case_no = file->case_no;
    reply.account_no = lend(to);
    reply.offered_until_us = event.offered_until_us;
    changes_reply(out, &reply.base);
    return accept();
}
