/* change_password (S3): the holder's own password. Who found an open session has five guesses at
 * the present one. Source: docs/rules 2.9. */
#include <string.h>

#include "gen/identity/change_password.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/identity/account.h"

/* The hashes are a list divided by blanks; it is walked in a copy. */
static bool was_used(view *rows, const char *hashes, const char *password) {
    char *rest = arena_printf(view_arena(rows), "%s", hashes), *one;
    while (rest && (one = strsep(&rest, " ")))
        if (one[0] && crypt_password_verify(one, password)) return true;
    return false;
}

static verdict set_password(const context *ctx, view *rows, const Account *account,
                            const char *password, changes *out) {
    PasswordChanged event = PASSWORD_CHANGED_INIT;
    PasswordSet reply = PASSWORD_SET_INIT;
    event.account_no = account->account_no;
    event.display_name = account->display_name;
    event.document_no = account->document_no;
    event.former_passwords = account_former(rows, account);
    if (!event.former_passwords) return refuse(E_ARENA, NULL);
    if (was_used(rows, event.former_passwords, password))
        return (verdict){E_PWD_WEAK, "password", "used_before"};
    event.password_hash = account_hash(ctx, rows, password);
    if (!event.password_hash) return refuse(E_ARENA, NULL);
    emit_password_changed(out, &event);
    reply.sessions = account_end_sessions(ctx, rows, account->account_no, NULL, out);
    changes_reply(out, &reply.base);
    return accept();
}

verdict identity_change_password(const context *ctx, view *rows, const ChangePassword *in,
                                 changes *out) {
    const Account *account = find_account(rows, ctx->actor.account_no);
    const Token *token = find_token(rows, ctx->actor.token_hash);
    list_token_by_account_no_revoked(rows, ctx->actor.account_no, false);
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    if (!account || !token || token->revoked) return refuse(E_TOKEN, NULL);
    if (!crypt_password_verify(account->password_hash, in->present))
        return account_missed(token, refuse(E_LOGIN, "present"), out);
    status s = account_password(ctx, account->role, account->account_no, account->document_no,
                                in->password);
    return s == OK ? set_password(ctx, rows, account, in->password, out) : refuse(s, "password");
}
