/* grant_unit (S61): an operator files for a further unit, on that unit's letter: an agency for two
 * hundred of them has one account and one password. The unit's district grants it; the relation to
 * the unit is checked before. */
#include "gen/identity/grant_unit.h"

#include <string.h>

#include "workers/identity/account.h"
#include "workers/identity/unit_letter.h"
#include "workers/identity/unit_operator.h"
#include "workers/rules/unit_files.h"

verdict identity_grant_unit(const context *ctx, view *rows, const GrantUnit *in, changes *out) {
    const Account *account = find_account(rows, in->login_name);
    if (!account || account->role != KERNEL__ROLE__UNIT_OPERATOR || account->disabled)
        return refuse(E_NOT_FOUND, "login_name");
    if (unit_files_by(rows, account, in->unit_no))
        return (verdict){E_DUP_ROW, "unit_no", "held_already"};
    verdict v =
        account_may_hold(rows, account->document_hash,
                         &(account_place){account->account_no, account->role, in->unit_no, ""});
    if (refused(v)) return (verdict){v.code, "login_name", v.reason};
    const appointment by = {account->account_no, in->unit_no, in->letter_no, in->scan_no};
    v = in->scan_no[0] ? unit_letter_keep(ctx, rows, &by, out) : accept();
    if (refused(v)) return v;
    UnitGranted event = UNIT_GRANTED_INIT;
    event.account_no = account->account_no;
    event.unit_no = in->unit_no;
    event.letter_no = in->letter_no;
    emit_unit_granted(out, &event);
    UnitGrantShown reply = UNIT_GRANT_SHOWN_INIT;
    reply.account_no = account->account_no;
    reply.unit_no = in->unit_no;
    changes_reply(out, &reply.base);
    return accept();
}
