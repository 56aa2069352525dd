/* submit_roster (B12, S22, S27): a unit's file is handed in. */
#include "gen/roster/submit_roster.h"
#include "workers/roster/hand_in.h"

verdict roster_submit_roster(const context *ctx, view *rows, const SubmitRoster *in, changes *out) {
    const handed_in file = {in->unit_no,   in->method,     in->file_id, in->file_digest,
                            in->file_name, in->file_bytes, in->dry_run};
    return hand_in(ctx, rows, &file, false, out);
}
