/* set_factor: the holder binds an authenticator to his account. Its secret is made by his device
 * and proved by one of its codes; another takes its place only by a code of the former one. Source:
 * docs/rules 2.13. */
#include "gen/identity/set_factor.h"

#include <string.h>

#include "proto/runtime/crypt/crypt.h"
#include "workers/identity/account.h"
#include "workers/identity/factor.h"

enum { RECOVERY_MOST = 20, RECOVERY_LEAST_SIGNS = 8 };

static verdict check_codes(const SetFactor *in) {
    if (in->n_recovery_code > RECOVERY_MOST) return refuse(E_TOO_LONG, "recovery_code");
    for (size_t i = 0; i < in->n_recovery_code; i++) {
        size_t n = strlen(in->recovery_code[i]);
        if (n < RECOVERY_LEAST_SIGNS) return refuse(E_FORM, "recovery_code");
        for (size_t k = 0; k < i; k++)
            if (!strcmp(in->recovery_code[i], in->recovery_code[k]))
                return refuse(E_DUP_ROW, "recovery_code");
    }
    return accept();
}

/* The code of the new authenticator, whose step is used with it; -1: it is wrong. */
static int64_t proved_step(const context *ctx, const SetFactor *in) {
    int64_t now = ctx->received_at_us / CRYPT_TOTP_STEP_US;
    return crypt_totp_find(in->secret, now, 1, in->code);
}

static verdict prove(const context *ctx, view *rows, const SetFactor *in, const Factor *former,
                     const Token *token, changes *out) {
    const Account *account = find_account(rows, ctx->actor.account_no);
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    if (!account || !token) return refuse(E_TOKEN, NULL);
    if (!crypt_password_verify(account->password_hash, in->present))
        return account_missed(token, refuse(E_LOGIN, "present"), out);
    if (!former) return accept();
    verdict v = factor_try(ctx, rows, &(factor_of){former, token}, in->former_code, out);
    return v.field ? (verdict){v.code, "former_code", v.reason} : v;
}

verdict identity_set_factor(const context *ctx, view *rows, const SetFactor *in, changes *out) {
    const Factor *former = find_factor(rows, ctx->actor.account_no);
    const Token *token = find_token(rows, ctx->actor.token_hash);
    list_token_by_account_no_revoked(rows, ctx->actor.account_no, false);
    list_confirmation_by_account_no(rows, ctx->actor.account_no);
    verdict v = check_codes(in);
    if (refused(v)) return v;
    if (!crypt_totp_good(in->secret)) return (verdict){E_FORM, "secret", "factor_secret"};
    FactorChanged event = FACTOR_CHANGED_INIT;
    event.step = proved_step(ctx, in);
    if (event.step < 0) return (verdict){E_AUTH_FACTOR, "code", "wrong_factor"};
    v = prove(ctx, rows, in, former, token, out);
    if (refused(v)) return v;
    event.account_no = lend(ctx->actor.account_no);
    event.secret = in->secret;
    event.recovery_codes =
        factor_codes(ctx, rows, event.account_no, in->n_recovery_code, in->recovery_code);
    if (!event.recovery_codes) return refuse(E_ARENA, NULL);
    event.at_login = in->at_login;
    emit_factor_changed(out, &event);
    /* What may do more from now on begins anew: so nobody goes on in a session that he found open.
     */
    const Token *kept = token->needs_factor ? NULL : token;
    account_end_sessions(ctx, rows, event.account_no, kept, out);
    factor_forget(rows, event.account_no, out);
    FactorSet reply = FACTOR_SET_INIT;
    reply.recovery_codes = (uint32_t) in->n_recovery_code;
    reply.login_again = !kept;
    changes_reply(out, &reply.base);
    return accept();
}
