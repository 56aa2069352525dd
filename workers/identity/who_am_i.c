/* who_am_i: the account behind a login, and what it still lacks. The door asks show_session to
 * learn whether a login lives; this is what a page asks once. */
#include "gen/identity/who_am_i.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "workers/identity/session.h"
#include "workers/rules/agreement.h"

/* The unit of the account and those granted beside it; NULL without memory. */
static char **units_of(view *rows, const Account *account, size_t *n) {
    row_list more = list_unit_grant_by_account_no(rows, account->account_no);
    char **out = arena_alloc(view_arena(rows), (more.n + 1) * sizeof *out);
    *n = 0;
    if (out && account->unit_no[0]) out[(*n)++] = account->unit_no;
    for (size_t i = 0; out && i < more.n; i++) {
        const UnitGrant *further = (const UnitGrant *) more.row[i];
        if (!further->ended) out[(*n)++] = further->unit_no;
    }
    return out;
}

/* Offices sign nothing. */
static bool signs(const Token *token) {
    return (token->role == KERNEL__ROLE__UNIT_OPERATOR && token->unit_no[0]) ||
           (token->role == KERNEL__ROLE__COMMUNITY_OPERATOR && token->community_code[0]) ||
           (token->role == KERNEL__ROLE__PERSON && token->person_no[0]);
}

static status show_agreement(const context *ctx, view *rows, const Token *token,
                             AccountStanding *out) {
    if (!signs(token)) return OK;
    bool community = token->role == KERNEL__ROLE__COMMUNITY_OPERATOR;
    const char *party =
        agreement_party(rows, (agreement_who){token->unit_no, token->person_no,
                                              community ? token->community_code : ""});
    if (!party) return E_ARENA;
    verdict v =
        agreement_signed(rows, party, KERNEL__AGREEMENT_KIND__ONLINE_SERVICE, ctx->received_at_us);
    if (!refused(v)) return OK;
    out->agreement = lend(v.reason);
    out->agreement_zh = lend(status_reason(v.code, v.reason, false));
    out->agreement_en = lend(status_reason(v.code, v.reason, true));
    return OK;
}

verdict identity_who_am_i(const context *ctx, view *rows, const WhoAmI *in, changes *out) {
    (void) in;
    const Token *token = find_token(rows, ctx->actor.token_hash);
    const Account *account = token ? find_account(rows, token->account_no) : NULL;
    if (!account) return refuse(E_TOKEN, NULL);
    const Unit *unit = token->unit_no[0] ? find_unit(rows, token->unit_no) : NULL;
    SessionShown session = session_shown(ctx, rows, token);
    AccountStanding reply = ACCOUNT_STANDING_INIT;
    reply.session = &session;
    reply.display_name = account->display_name;
    if (unit) reply.unit_name = unit->name;
    reply.unit_no = units_of(rows, account, &reply.n_unit_no);
    reply.must_change_password = token->must_change_password;
    reply.needs_factor = token->needs_factor;
    reply.factor_at_us = token->factor_at_us;
    reply.has_factor = !!find_factor(rows, token->account_no);
    reply.has_certificate = !!find_certificate(rows, token->account_no);
    reply.verified = token->verified == VERIFIED_DOCUMENT;
    status s = reply.unit_no ? show_agreement(ctx, rows, token, &reply) : E_ARENA;
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
