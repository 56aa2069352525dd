/* list_rosters: the unit's rosters, the newest first; its own operators see under which name they
 * handed each in. */
#include "gen/roster/list_rosters.h"
#include "workers/roster/roster.h"

verdict roster_list_rosters(const context *ctx, view *rows, const ListRosters *in, changes *out) {
    row_key key = key_roster_file_by_unit_no(in->unit_no);
    const bool own = ctx->actor.role == KERNEL__ROLE__UNIT_OPERATOR;
    const roster_cut cut = {in->limit, in->after, in->before, own};
    return roster_list(rows, &key, &cut, out);
}
