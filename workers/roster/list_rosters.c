/* list_rosters: the unit's rosters by number, so the newest last; its own operators see under which
 * name they handed each in. */
#include "gen/roster/list_rosters.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"

enum { PAGE_DEFAULT = 50 };

verdict roster_list_rosters(const context *ctx, view *rows, const ListRosters *in, changes *out) {
    row_key page = key_roster_file_by_unit_no(in->unit_no);
    page.limit = in->limit ? in->limit : PAGE_DEFAULT;
    if (in->after[0]) row_key_after_text(&page, in->after);
    bool own = ctx->actor.role == KERNEL__ROLE__UNIT_OPERATOR;
    return roster_reply_list(rows, view_list(rows, &page), own, out);
}
