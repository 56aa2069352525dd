/* reset_account (S3, S61): a one-time code takes the place of a password that its holder lost. */
#include "gen/identity/reset_account.h"
#include "workers/identity/account.h"
#include "workers/identity/factor.h"
#include "workers/identity/program_key.h"

verdict identity_reset_account(const context *ctx, view *rows, const ResetAccount *in,
                               changes *out) {
    const Account *account = find_account(rows, in->account_no);
    if (!account) return refuse(E_NOT_FOUND, "account_no");
    status s =
        account_password(ctx, account->role, account->account_no, account->document_no, in->code);
    if (s != OK) return refuse(s, "code");
    account_end_sessions(ctx, rows, in->account_no, NULL, out);
    account_end_keys(rows, in->account_no, "reset", out);
    find_factor(rows, in->account_no);
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    AccountReset event = ACCOUNT_RESET_INIT;
    event.account_no = in->account_no;
    event.display_name = account->display_name;
    event.document_no = account->document_no;
    event.password_hash = account_hash(ctx, rows, in->code);
    event.former_passwords = account_former(rows, account);
    if (!event.password_hash || !event.former_passwords) return refuse(E_ARENA, NULL);
    event.code_expires_at_us = account_code_end(ctx);
    emit_account_reset(out, &event);
    factor_remove(rows, in->account_no, out);
    AccountResetShown reply = ACCOUNT_RESET_SHOWN_INIT;
    reply.account_no = in->account_no;
    reply.code_expires_at_us = event.code_expires_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
