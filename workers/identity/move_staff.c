/* move_staff (S61): from one district to another, by the level above both. Source: docs/rules
 * 2.10. */
#include "gen/identity/move_staff.h"

#include <string.h>

#include "gen/identity/move_account.h"
#include "workers/identity/account.h"
#include "workers/identity/claims.h"

static bool is_staff(Kernel__Role role) {
    return role == KERNEL__ROLE__DISTRICT_OPERATOR || role == KERNEL__ROLE__OFFICE_DESK;
}

/* Where nobody administers there is no district, or nobody who would stand above the account. */
static bool is_led(view *rows, const char *district) {
    row_list admins =
        list_account_by_role_district_code(rows, KERNEL__ROLE__DISTRICT_ADMIN, district);
    for (size_t i = 0; i < admins.n; i++)
        if (!((const Account *) admins.row[i])->disabled) return true;
    return false;
}

verdict identity_move_staff(const context *ctx, view *rows, const MoveStaff *in, changes *out) {
    const Account *account = find_account(rows, in->account_no);
    if (!account || !is_staff(account->role)) return refuse(E_FORBIDDEN, "account_no");
    if (!strcmp(account->district_code, in->to_district))
        return (verdict){E_DUP_ROW, "to_district", "held_already"};
    if (!is_led(rows, in->to_district)) return refuse(E_NOT_FOUND, "to_district");
    AccountMoved event = ACCOUNT_MOVED_INIT;
    event.account_no = account->account_no;
    event.district_code = in->to_district;
    event.reason = in->reason;
    emit_account_moved(out, &event);
    AccountMovedShown reply = ACCOUNT_MOVED_SHOWN_INIT;
    reply.account_no = in->account_no;
    reply.sessions = account_end_sessions(ctx, rows, in->account_no, NULL, out);
    reply.cases = claims_release(rows, in->account_no, out);
    changes_reply(out, &reply.base);
    return accept();
}
