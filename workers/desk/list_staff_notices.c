/* list_staff_notices (S63): its route exists on the intranet only. */
#include "gen/desk/list_staff_notices.h"

#include "workers/desk/notice.h"

verdict desk_list_staff_notices(const context *ctx, view *rows, const ListStaffNotices *in,
                                changes *out) {
    (void) in;
    const Desk__Audience staff = STAFF;
    return notice_list(ctx, rows, &staff, 1, out);
}
