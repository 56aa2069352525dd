/* unit_files: see unit_files.h. A grant that ended gives nothing any more. */
#include "workers/rules/unit_files.h"

#include <string.h>

bool unit_files_by(view *rows, const Account *account, const char *unit_no) {
    if (account->role != KERNEL__ROLE__UNIT_OPERATOR || account->disabled) return false;
    if (!strcmp(account->unit_no, unit_no)) return true;
    const UnitGrant *held = find_unit_grant(rows, account->account_no, unit_no);
    return held && !held->ended;
}
