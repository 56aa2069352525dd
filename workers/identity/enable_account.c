/* enable_account (S61): it is as it was before it was disabled. Its holder must not have got an
 * account meanwhile that excludes it, or that is at its place. */
#include "gen/identity/enable_account.h"
#include "workers/identity/account.h"
#include "workers/identity/own_mobile.h"

verdict identity_enable_account(const context *ctx, view *rows, const EnableAccount *in,
                                changes *out) {
    const Account *account = find_account(rows, in->account_no);
    if (!account) return refuse(E_NOT_FOUND, "account_no");
    verdict v = account_may_hold(rows, account->document_hash,
                                 &(account_place){account->account_no, account->role,
                                                  account->unit_no, account->community_code});
    if (refused(v)) return (verdict){v.code, "account_no", v.reason};
    v = own_mobile_recorder(ctx, rows, account->document_hash, "account_no");
    if (refused(v)) return v;
    if (account->disabled) {
        AccountEnabled event = ACCOUNT_ENABLED_INIT;
        event.account_no = in->account_no;
        event.reason = in->reason;
        emit_account_enabled(out, &event);
    }
    if (account->asleep) account_wake(ctx, account, out);
    AccountEnabledShown reply = ACCOUNT_ENABLED_SHOWN_INIT;
    reply.account_no = in->account_no;
    changes_reply(out, &reply.base);
    return accept();
}
