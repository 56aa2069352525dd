/* disable_account (S61): from now on nobody is logged in to it. */
#include "gen/identity/disable_account.h"
#include "workers/identity/account.h"
#include "workers/identity/claims.h"
#include "workers/identity/program_key.h"

verdict identity_disable_account(const context *ctx, view *rows, const DisableAccount *in,
                                 changes *out) {
    const Account *account = find_account(rows, in->account_no);
    if (!account) return refuse(E_NOT_FOUND, "account_no");
    AccountDisabledShown reply = ACCOUNT_DISABLED_SHOWN_INIT;
    reply.account_no = in->account_no;
    if (!account->disabled) {
        AccountDisabled event = ACCOUNT_DISABLED_INIT;
        event.account_no = in->account_no;
        event.reason = in->reason;
        emit_account_disabled(out, &event);
        reply.sessions = account_end_sessions(ctx, rows, in->account_no, NULL, out);
        reply.cases = claims_release(rows, in->account_no, out);
        account_end_keys(rows, in->account_no, in->reason, out);
    }
    changes_reply(out, &reply.base);
    return accept();
}
