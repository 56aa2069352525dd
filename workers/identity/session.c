/* session: shows the login of who asks. */
#include "workers/identity/session.h"

#include "workers/rules/inbox.h"

SessionShown session_shown(const context *ctx, view *rows, const Token *token) {
    SessionShown out = SESSION_SHOWN_INIT;
    out.account_no = token->account_no;
    out.role = token->role;
    out.unit_no = token->unit_no;
    out.district_code = token->district_code;
    out.community_code = token->community_code;
    out.person_no = token->person_no;
    out.idle_until_us = token->idle_until_us;
    out.expires_at_us = token->expires_at_us;
    out.verified = token->verified;
    out.needs_factor = token->needs_factor;
    out.unread = inbox_unread(&ctx->actor, rows);
    return out;
}
