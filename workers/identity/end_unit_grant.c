/* end_unit_grant (S61): an operator files no longer for a further unit; its sessions end at once.
 */
#include "gen/identity/end_unit_grant.h"

#include <string.h>

#include "gen/identity/grant_unit.h"
#include "workers/identity/unit_operator.h"

verdict identity_end_unit_grant(const context *ctx, view *rows, const EndUnitGrant *in,
                                changes *out) {
    const Account *account = find_account(rows, in->login_name);
    const UnitGrant *held = find_unit_grant(rows, in->login_name, in->unit_no);
    if (!account || !held || held->ended) return refuse(E_NOT_FOUND, "login_name");
    UnitGrantShown reply = UNIT_GRANT_SHOWN_INIT;
    reply.account_no = account->account_no;
    reply.unit_no = in->unit_no;
    reply.sessions = unit_operator_end_grant(ctx, rows, account, in->unit_no, in->reason, out);
    changes_reply(out, &reply.base);
    return accept();
}
