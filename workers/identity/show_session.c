/* show_session: what the login that asks is. Also what a door asks to learn whether it still lives:
 * the gates refuse one that ended (E_TOKEN). */
#include "gen/identity/show_session.h"
#include "workers/identity/session.h"

verdict identity_show_session(const context *ctx, view *rows, const ShowSession *in, changes *out) {
    (void) in;
    const Token *token = find_token(rows, ctx->actor.token_hash);
    if (!token) return refuse(E_TOKEN, NULL);
    SessionShown reply = session_shown(ctx, rows, token);
    changes_reply(out, &reply.base);
    return accept();
}
