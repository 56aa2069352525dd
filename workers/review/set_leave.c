/* set_leave: an upper level records the leave of one of its staff, who may have fallen ill. */
#include "gen/review/set_leave.h"

#include "gen/identity/rows.h"
#include "workers/review/leave.h"

verdict review_set_leave(const context *ctx, view *rows, const SetLeave *in, changes *out) {
    if (!find_account(rows, in->account_no)) return refuse(E_NOT_FOUND, "account_no");
    return leave_set(ctx, in->account_no, in->from_date, in->until_date, out);
}
