/* end_other_sessions: every login of the account ends but the one that asks. Source: docs/rules
 * 2.14. */
#include "gen/identity/end_session.h"
#include "workers/identity/account.h"

verdict identity_end_other_sessions(const context *ctx, view *rows, const EndOtherSessions *in,
                                    changes *out) {
    (void) in;
    const Token *own = find_token(rows, ctx->actor.token_hash);
    if (!own) return refuse(E_TOKEN, NULL);
    SessionsEnded reply = SESSIONS_ENDED_INIT;
    reply.sessions = account_end_sessions(ctx, rows, own->account_no, own, out);
    changes_reply(out, &reply.base);
    return accept();
}
