/* confirm_acts (A26): a code of the second factor is exchanged for confirmations of given acts. Who
 * found an open session guesses at codes as little as at the password. Source: docs/rules 2.13. */
#include "gen/identity/confirm_acts.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/identity/factor.h"

static const int64_t confirmed_us = INT64_C(5) * 60 * 1000000;

verdict identity_confirm_acts(const context *ctx, view *rows, const ConfirmActs *in, changes *out) {
    const Factor *factor = find_factor(rows, ctx->actor.account_no);
    const Token *token = find_token(rows, ctx->actor.token_hash);
    if (!token) return refuse(E_TOKEN, NULL);
    ActsConfirmed event = ACTS_CONFIRMED_INIT;
    ConfirmedAct *act = arena_alloc(view_arena(rows), (in->n_act + 1) * sizeof *act);
    event.acts = arena_alloc(view_arena(rows), (in->n_act + 1) * sizeof *event.acts);
    if (!act || !event.acts) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < in->n_act; i++) {
        if (in->act[i].len != CRYPT_HASH_BYTES) return refuse(E_FORM, "act");
        act[i] = (ConfirmedAct) CONFIRMED_ACT_INIT;
        act[i].act = in->act[i];
        event.acts[event.n_acts++] = &act[i];
    }
    verdict v = factor_try(ctx, rows, &(factor_of){factor, token}, in->code, out);
    if (refused(v)) return v;
    event.account_no = lend(ctx->actor.account_no);
    event.expires_at_us = ctx->received_at_us + confirmed_us;
    emit_acts_confirmed(out, &event);
    ActsConfirmedShown reply = ACTS_CONFIRMED_SHOWN_INIT;
    reply.expires_at_us = event.expires_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
