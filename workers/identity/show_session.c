/* show_session: what the login that asks is. Also what a door asks to learn whether it still lives:
 * the gates refuse one that ended (E_TOKEN). */
#include "gen/identity/show_session.h"
#include "gen/identity/rows.h"
#include "workers/rules/inbox.h"

verdict identity_show_session(const context *ctx, view *rows, const ShowSession *in, changes *out) {
    (void) in;
    const Token *token = find_token(rows, ctx->actor.token_hash);
    if (!token) return refuse(E_TOKEN, NULL);
    SessionShown reply = SESSION_SHOWN_INIT;
    reply.account_no = token->account_no;
    reply.role = token->role;
    reply.unit_no = token->unit_no;
    reply.district_code = token->district_code;
    reply.community_code = token->community_code;
    reply.person_no = token->person_no;
    reply.idle_until_us = token->idle_until_us;
    reply.expires_at_us = token->expires_at_us;
    reply.unread = inbox_unread(&ctx->actor, rows);
    changes_reply(out, &reply.base);
    return accept();
}
