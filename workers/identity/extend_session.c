/* extend_session: a session that is in use. Only a browser's has an idle limit; of a program it is
 * noted that it was used. A minute is not worth a row. Source: docs/rules 2.14. */
#include "gen/identity/extend_session.h"
#include "workers/identity/account.h"

static const int64_t minute_us = 60000000;

verdict identity_extend_session(const context *ctx, view *rows, const ExtendSession *in,
                                changes *out) {
    (void) in;
    const Token *token = find_token(rows, ctx->actor.token_hash);
    if (!token) return refuse(E_TOKEN, NULL);
    SessionExtended event = SESSION_EXTENDED_INIT;
    event.account_no = token->account_no;
    event.token_hash = token->token_hash;
    event.idle_until_us = token->idle_until_us;
    if (token->used_at_us + minute_us <= ctx->received_at_us) {
        if (token->idle_until_us)
            event.idle_until_us = account_idle_end(ctx, token->role, token->expires_at_us);
        emit_session_extended(out, &event);
    }
    SessionExtendedShown reply = SESSION_EXTENDED_SHOWN_INIT;
    reply.idle_until_us = event.idle_until_us;
    reply.expires_at_us = token->expires_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
