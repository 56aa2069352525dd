/* dispute_holder (S60): as dispute_document, of the holder of an account, who may be no insured
 * person. Source: docs/rules 2.19. */
#include "gen/identity/dispute_holder.h"

#include "workers/identity/own_mobile.h"
#include "workers/identity/standing.h"

verdict identity_dispute_holder(const context *ctx, view *rows, const DisputeHolder *in,
                                changes *out) {
    const Account *account;
    const standing_seen seen = {in->document_type, in->document_no, in->name, "", 0};
    verdict v = standing_holder(ctx, rows, in->account_no, &seen, &account);
    if (!refused(v)) v = standing_undisputed(ctx, rows, account->document_hash);
    if (refused(v)) return v;
    const IdentityDocument *known = find_identity_document(rows, account->document_hash);
    const standing_statement statement =
        standing_about(account, STANDING_DISPUTED, known ? known->valid_until : 0, in->reason);
    standing_state(ctx, rows, &statement, out);
    standing_reply(&statement, out);
    return own_mobile_tell(ctx, rows, account, standing_disputed_told, out);
}
