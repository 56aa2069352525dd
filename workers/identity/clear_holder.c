/* clear_holder (S60): as clear_document, of the holder of an account: one officer has seen the
 * document, another approves. Source: docs/rules 2.19. */
#include "gen/identity/clear_holder.h"

#include "workers/identity/standing.h"

verdict identity_clear_holder(const context *ctx, view *rows, const ClearHolder *in, changes *out) {
    const Account *account;
    const standing_seen seen = {in->document_type, in->document_no, in->name, "", in->valid_until};
    verdict v = standing_holder(ctx, rows, in->account_no, &seen, &account);
    if (refused(v)) return v;
    if (standing_of(ctx, rows, account->document_hash) != STANDING_DISPUTED)
        return (verdict){E_CASE_STATE, "document_no", "not_disputed"};
    const standing_statement statement =
        standing_about(account, STANDING_VALID, in->valid_until, in->reason);
    standing_state(ctx, rows, &statement, out);
    standing_reply(&statement, out);
    return accept();
}
