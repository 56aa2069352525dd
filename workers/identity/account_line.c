/* account_line: what is told of an account, and the indexes by which accounts are found by their
 * state. */
#include "workers/identity/account_line.h"

AccountShown account_line(const Account *row) {
    AccountShown out = ACCOUNT_SHOWN_INIT;
    out.account_no = row->account_no;
    out.unit_no = row->unit_no;
    out.community_code = row->community_code;
    out.disabled = row->disabled;
    out.asleep = row->asleep;
    out.must_change_password = row->must_change_password;
    out.code_expires_at_us = row->code_expires_at_us;
    out.made_by = row->made_by;
    out.role = row->role;
    out.district_code = row->district_code;
    return out;
}

row_key account_key(Kernel__Role role, const char *district, Identity__AccountState state) {
    switch (state) {
    case ACCOUNT_WAITING:
        return key_account_by_role_district_code_must_change_password(role, district, true);
    case ACCOUNT_ASLEEP:
        return key_account_by_role_district_code_asleep(role, district, true);
    case ACCOUNT_DISABLED:
        return key_account_by_role_district_code_disabled(role, district, true);
    default:
        return key_account_by_role_district_code(role, district);
    }
}

bool account_is(const Account *row, Identity__AccountState state) {
    switch (state) {
    case ACCOUNT_OPEN:
        return !row->must_change_password && !row->asleep && !row->disabled;
    case ACCOUNT_WAITING:
        return row->must_change_password;
    case ACCOUNT_ASLEEP:
        return row->asleep;
    case ACCOUNT_DISABLED:
        return row->disabled;
    default:
        return true;
    }
}

bool account_sees_all(const context *ctx) {
    return ctx->actor.role == KERNEL__ROLE__SECURITY_ADMIN;
}
