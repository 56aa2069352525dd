/* reset_account (S3, S61): a one-time code takes the place of a password that its holder lost. */
#include "gen/identity/reset_account.h"
#include "workers/identity/account.h"
#include "workers/identity/factor.h"
#include "workers/identity/program_key.h"

verdict identity_reset_account(const context *ctx, view *rows, const ResetAccount *in,
                               changes *out) {
    const Account *account = find_account(rows, in->account_no);
    if (!account) return refuse(E_NOT_FOUND, "account_no");
    const account_holder holder = account_holder_of(rows, account);
    status s = account_password(ctx, &holder, in->code);
    if (s != OK) return refuse(s, "code");
    list_token_by_account_no_revoked(rows, in->account_no, false);
    find_factor(rows, in->account_no);
    account_end_keys(rows, in->account_no, "reset", out);
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    verdict v = account_reset(ctx, rows, account, in->code, out);
    if (refused(v)) return v;
    factor_remove(rows, in->account_no, out);
    AccountResetShown reply = ACCOUNT_RESET_SHOWN_INIT;
    reply.account_no = in->account_no;
    reply.code_expires_at_us = account_code_end(ctx);
    changes_reply(out, &reply.base);
    return accept();
}
