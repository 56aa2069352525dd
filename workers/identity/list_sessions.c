/* list_sessions: the live logins of one's own account. Nobody is shown another's, because there is
 * nothing to ask for; a secret is nowhere, and a number opens nothing. Source: docs/rules 2.14. */
#include "gen/identity/list_sessions.h"

#include <stdlib.h>
#include <string.h>

#include "workers/identity/account.h"

enum { SHOWN_MOST = 200 };

static int newest_first(const void *a, const void *b) {
    const Token *const *one = a, *const *other = b;
    int64_t x = (*one)->started_at_us, y = (*other)->started_at_us;
    return (x < y) - (x > y);
}

/* The live ones in the arena, the newest first. */
static const Token **live_of(const context *ctx, view *rows, size_t *n) {
    row_list held = list_token_by_account_no_revoked(rows, ctx->actor.account_no, false);
    const Token **out = arena_alloc(view_arena(rows), (held.n + 1) * sizeof *out);
    *n = 0;
    if (!out) return NULL;
    for (size_t i = 0; i < held.n; i++) {
        const Token *token = (const Token *) held.row[i];
        if (account_session_lives(ctx, token)) out[(*n)++] = token;
    }
    qsort(out, *n, sizeof *out, newest_first);
    return out;
}

static void show(view *rows, const Token *token, const Token *own, SessionInList *out) {
    *out = (SessionInList) SESSION_IN_LIST_INIT;
    out->session_no = account_session_no(rows, token);
    out->own = token == own;
    out->channel = token->channel;
    out->source_address = token->source_address;
    out->factor_at_us = token->factor_at_us;
    out->started_at_us = token->started_at_us;
    out->used_at_us = token->used_at_us;
    out->idle_until_us = token->idle_until_us;
    out->expires_at_us = token->expires_at_us;
}

verdict identity_list_sessions(const context *ctx, view *rows, const ListSessions *in,
                               changes *out) {
    (void) in;
    size_t n;
    const Token *own = find_token(rows, ctx->actor.token_hash);
    const Token **live = live_of(ctx, rows, &n);
    SessionList reply = SESSION_LIST_INIT;
    reply.live = (uint32_t) n;
    n = n < SHOWN_MOST ? n : SHOWN_MOST;
    SessionInList *shown = arena_alloc(view_arena(rows), (n + 1) * sizeof *shown);
    reply.session = arena_alloc(view_arena(rows), (n + 1) * sizeof *reply.session);
    if (!live || !shown || !reply.session) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < n; i++) {
        show(rows, live[i], own, &shown[i]);
        if (!shown[i].session_no) return refuse(E_ARENA, NULL);
        reply.session[reply.n_session++] = &shown[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}
