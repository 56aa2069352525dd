/* submit_accounts (S61): a sheet of accounts is handed in; it is no unit's, but its maker's. */
#include "gen/roster/submit_accounts.h"
#include "workers/roster/hand_in.h"

verdict roster_submit_accounts(const context *ctx, view *rows, const SubmitAccounts *in,
                               changes *out) {
    const handed_in file = {
        "", in->method, in->file_id, in->file_digest, in->file_name, in->file_bytes, in->dry_run};
    return hand_in(ctx, rows, &file, true, out);
}
