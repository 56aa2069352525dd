/* unit_operator: ends what somebody does for one unit, and leaves what he does for others. */
#include "workers/identity/unit_operator.h"

#include <string.h>

#include "gen/identity/disable_account.h"
#include "gen/identity/end_unit_grant.h"
#include "workers/identity/account.h"
#include "workers/identity/program_key.h"

static void end_unit_keys(view *rows, const Account *account, const char *unit_no,
                          const char *reason, changes *out) {
    row_list keys = list_program_key_by_account_no_revoked(rows, account->account_no, false);
    for (size_t i = 0; i < keys.n; i++) {
        const ProgramKey *key = (const ProgramKey *) keys.row[i];
        if (!strcmp(key->unit_no, unit_no)) program_key_revoke(key, reason, out);
    }
}

uint32_t unit_operator_end_grant(const context *ctx, view *rows, const Account *account,
                                 const char *unit_no, const char *reason, changes *out) {
    UnitGrantEnded event = UNIT_GRANT_ENDED_INIT;
    event.account_no = account->account_no;
    event.unit_no = lend(unit_no);
    event.reason = lend(reason);
    emit_unit_grant_ended(out, &event);
    if (!strcmp(account->unit_no, unit_no)) return 0; /* he files for it by his account */
    end_unit_keys(rows, account, unit_no, reason, out);
    return account_end_sessions_at(ctx, rows, account->account_no, unit_no, out);
}

uint32_t unit_operator_leaves(const context *ctx, view *rows, const Account *account,
                              const char *unit_no, const char *reason, changes *out) {
    if (strcmp(account->unit_no, unit_no) != 0)
        return unit_operator_end_grant(ctx, rows, account, unit_no, reason, out);
    AccountDisabled event = ACCOUNT_DISABLED_INIT;
    event.account_no = account->account_no;
    event.reason = lend(reason);
    emit_account_disabled(out, &event);
    account_end_keys(rows, account->account_no, reason, out);
    return account_end_sessions(ctx, rows, account->account_no, NULL, out);
}
