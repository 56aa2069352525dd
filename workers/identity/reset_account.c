/* reset_account (S3, S61): a one-time code takes the place of a password that its holder lost, who
 * is told at his mobile. */
#include "gen/identity/reset_account.h"
#include "workers/identity/account.h"
#include "workers/identity/factor.h"
#include "workers/identity/own_mobile.h"
#include "workers/identity/person.h"
#include "workers/identity/program_key.h"

static const char told[] = "您的社保网上办事账号已由上级重置，原密码失效。如非本人要求，请立即联系"
                           "上级或区社保处。";

static verdict tell(const context *ctx, view *rows, const Account *account, changes *out) {
    const Person *person = person_named(ctx, rows, account->document_no);
    return person ? person_tell(ctx, rows, person, told, out)
                  : own_mobile_tell(ctx, rows, account, told, out);
}

verdict identity_reset_account(const context *ctx, view *rows, const ResetAccount *in,
                               changes *out) {
    const Account *account = find_account(rows, in->account_no);
    if (!account) return refuse(E_NOT_FOUND, "account_no");
    verdict v = own_mobile_recorder(ctx, rows, account->document_hash, "account_no");
    if (refused(v)) return v;
    list_token_by_account_no_revoked(rows, in->account_no, false);
    find_factor(rows, in->account_no);
    find_certificate(rows, in->account_no);
    list_confirmation_by_account_no(rows, in->account_no);
    account_end_keys(rows, in->account_no, "reset", out);
    v = tell(ctx, rows, account, out);
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    if (!refused(v)) v = account_reset(ctx, rows, account, out);
    if (refused(v)) return v;
    factor_remove(rows, in->account_no, out);
    AccountResetShown reply = ACCOUNT_RESET_SHOWN_INIT;
    reply.account_no = in->account_no;
    reply.code_expires_at_us = account_code_end(ctx);
    changes_reply(out, &reply.base);
    return accept();
}
