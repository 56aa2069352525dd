/* get_roster (S25): one roster with its counts. */
#include "gen/roster/get_roster.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"

verdict roster_get_roster(const context *ctx, view *rows, const GetRoster *in, changes *out) {
    const RosterFile *file = find_roster_file(rows, in->roster_no);
    (void) ctx;
    if (!file) return refuse(E_NOT_FOUND, "roster_no");
    roster_reply(file, out);
    return accept();
}
