/* claim_case (A4, S30): one reviewer takes a pending case for 30 minutes. A claim whose time is
 * over or whose login has ended counts for nothing; claiming one's own case again begins the time
 * anew. A reviewer holds so many at most (figures of kind term). What was given to another one is
 * his for a while; an administrator may take it all the same. */
#include "gen/review/claim_case.h"

#include <string.h>

#include "gen/review/rows.h"
#include "workers/review/case.h"
#include "workers/rules/reviewer.h"
#include "workers/rules/term.h"

/* Who holds so many may not take another: nobody hoards the queue. Claims that are over, with their
 * time or their login, do not count. */
static bool holds_many(const context *ctx, view *rows, const char *but) {
    int32_t most = term_figure(ctx, TERM_CLAIMS_MOST), n = 0;
    if (most < 0) return false;
    row_list held = list_case_by_claimed_by_state(rows, ctx->actor.account_no, PENDING);
    for (size_t i = 0; i < held.n; i++) { /* all are asked for, so that they come in one round */
        const Case *one = (const Case *) held.row[i];
        n += claim_lives(rows, one, ctx->received_at_us) && strcmp(one->case_no, but) != 0;
    }
    return n >= most;
}

static bool is_anothers(const context *ctx, view *rows, const Case *file) {
    if (ctx->actor.role == KERNEL__ROLE__DISTRICT_ADMIN) return false;
    return reviewer_offer_lives(rows, file, ctx->received_at_us) &&
           strcmp(file->offered_to, ctx->actor.account_no) != 0;
}

verdict review_claim_case(const context *ctx, view *rows, const ClaimCase *in, changes *out) {
    const Case *file = NULL;
    verdict v = case_to_review(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    if (claim_lives(rows, file, ctx->received_at_us) && !claim_is_own(ctx, rows, file))
        return refuse(E_CASE_CLAIMED, "case_no");
    if (is_anothers(ctx, rows, file)) return (verdict){E_CASE_CLAIMED, "case_no", "offered"};
    if (reviewer_away(rows, ctx->actor.account_no, ctx->received_at_us))
        return (verdict){E_CASE_STATE, "case_no", "on_leave"};
    if (holds_many(ctx, rows, file->case_no))
        return (verdict){E_CASE_STATE, "case_no", "claims_many"};
    CaseClaimed event = CASE_CLAIMED_INIT;
    event.case_no = file->case_no;
    event.claimed_until_us = ctx->received_at_us + CLAIM_US;
    event.claim_token = ctx->actor.token_hash;
    emit_case_claimed(out, &event);
    case_reply(file, PENDING, out);
    return accept();
}
