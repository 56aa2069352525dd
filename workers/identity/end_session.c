/* end_session: one of one's own logins ends. A number of another's is no number of the asker's
 * list. Source: docs/rules 2.14. */
#include "gen/identity/end_session.h"

#include <string.h>

#include "workers/identity/account.h"

verdict identity_end_session(const context *ctx, view *rows, const EndSession *in, changes *out) {
    row_list held = list_token_by_account_no_revoked(rows, ctx->actor.account_no, false);
    SessionsEnded reply = SESSIONS_ENDED_INIT;
    for (size_t i = 0; i < held.n; i++) {
        const Token *token = (const Token *) held.row[i];
        const char *number = account_session_no(rows, token);
        if (!number) return refuse(E_ARENA, NULL);
        if (strcmp(number, in->session_no) != 0 || !account_session_lives(ctx, token)) continue;
        account_end_session(token, out);
        reply.sessions++;
    }
    if (!reply.sessions) return refuse(E_NOT_FOUND, "session_no");
    changes_reply(out, &reply.base);
    return accept();
}
