/* enable_account (S61): it is as it was before it was disabled. Its holder must not have got an
 * account meanwhile that excludes it. */
#include "gen/identity/enable_account.h"
#include "workers/identity/account.h"
#include "workers/rules/tree.h"

static bool is_excluded(view *rows, const Account *account) {
    if (!account->document_hash.len) return false;
    row_list held = list_account_by_document_hash(rows, account->document_hash);
    for (size_t i = 0; i < held.n; i++) {
        const Account *other = (const Account *) held.row[i];
        if (other != account && !other->disabled && tree_excludes(account->role, other->role))
            return true;
    }
    return false;
}

verdict identity_enable_account(const context *ctx, view *rows, const EnableAccount *in,
                                changes *out) {
    const Account *account = find_account(rows, in->account_no);
    if (!account) return refuse(E_NOT_FOUND, "account_no");
    if (is_excluded(rows, account)) return (verdict){E_FORBIDDEN, "account_no", "excluded"};
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
