/* change_password (S3): the holder's own password. Who found an open session has five guesses at
 * the present one. Source: docs/rules 2.9. */
#include "gen/identity/change_password.h"
#include "gen/notification/rows.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/identity/account.h"
#include "workers/identity/person.h"
#include "workers/rules/mobile_code.h"

/* Of an account that somebody else opened or reset. Source: docs/rules 2.10. */
static verdict by_mobile(const context *ctx, view *rows, const Account *account,
                         const ChangePassword *in, changes *out) {
    const char *mobile = person_proved_mobile(ctx, rows, account);
    if (!mobile[0]) return accept();
    if (!in->code[0]) return (verdict){E_AUTH_CODE, "code", "code_to_mobile"};
    const mobile_code_typed typed = {.use = CODE_USE_RESET,
                                     .bound_to = account->account_no,
                                     .code_no = in->code_no,
                                     .code = in->code};
    return mobile_code_check(ctx, rows, &typed, out);
}

verdict identity_change_password(const context *ctx, view *rows, const ChangePassword *in,
                                 changes *out) {
    const Account *account = find_account(rows, ctx->actor.account_no);
    const Token *token = find_token(rows, ctx->actor.token_hash);
    list_token_by_account_no_revoked(rows, ctx->actor.account_no, false);
    account_holder holder = {.role = KERNEL__ROLE__ROLE_NONE};
    if (account) holder = account_holder_of(rows, account);
    if (account) (void) person_proved_mobile(ctx, rows, account);
    if (in->code_no[0]) find_mobile_code(rows, in->code_no);
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    if (!account || !token || token->revoked) return refuse(E_TOKEN, NULL);
    if (!crypt_password_verify(account->password_hash, in->present))
        return account_missed(token, refuse(E_LOGIN, "present"), out);
    verdict v = account_password(ctx, &holder, in->password, "password");
    if (!refused(v)) v = by_mobile(ctx, rows, account, in, out);
    if (!refused(v)) v = account_set_password(ctx, rows, account, in->password, out);
    if (refused(v)) return v;
    PasswordSet reply = PASSWORD_SET_INIT;
    reply.sessions = account_end_sessions(ctx, rows, account->account_no, NULL, out);
    changes_reply(out, &reply.base);
    return accept();
}
