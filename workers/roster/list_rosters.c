/* list_rosters: the unit's rosters, the newest first; its own operators see under which name they
 * handed each in. A roster's number begins with its day and is counted on within the unit's shard.
 */
#include "gen/roster/list_rosters.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"

enum { PAGE_DEFAULT = 50 };

verdict roster_list_rosters(const context *ctx, view *rows, const ListRosters *in, changes *out) {
    bool back = in->before[0], own = ctx->actor.role == KERNEL__ROLE__UNIT_OPERATOR;
    const char *cursor = back ? in->before : in->after;
    row_key page = key_roster_file_by_unit_no(in->unit_no);
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    page.limit = limit + 1;
    page.backward = !back;
    if (cursor[0]) row_key_after_text(&page, cursor);
    row_list found = view_list(rows, &page);
    bool more = found.n > limit;
    const roster_page cut = {{more ? limit : found.n, found.row}, back, more, cursor[0], own};
    return roster_reply_page(rows, &cut, out);
}
