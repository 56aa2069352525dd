/* logout: the login ends at once. Cases claimed under it are free again, because a claim counts
 * only while its login lives (workers/rules/claim.h). */
#include "gen/identity/logout.h"
#include "gen/identity/rows.h"

verdict identity_logout(const context *ctx, view *rows, const Logout *in, changes *out) {
    (void) in;
    const Token *token = find_token(rows, ctx->actor.token_hash);
    if (!token || token->revoked) return refuse(E_TOKEN, NULL);
    SessionEnded event = SESSION_ENDED_INIT;
    event.account_no = token->account_no;
    event.token_hash = token->token_hash;
    emit_session_ended(out, &event);
    LoggedOut reply = LOGGED_OUT_INIT;
    changes_reply(out, &reply.base);
    return accept();
}
