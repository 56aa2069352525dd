/* ask_password_code (S3, S61): who opened or reset the account knows its one-time code; a code to
 * the holder's own mobile keeps that from being enough. Source: docs/rules 2.10. */
#include "gen/identity/ask_password_code.h"
#include "workers/identity/person.h"

verdict identity_ask_password_code(const context *ctx, view *rows, const AskPasswordCode *in,
                                   changes *out) {
    (void) in;
    const Account *account = find_account(rows, ctx->actor.account_no);
    const char *mobile = account ? person_proved_mobile(ctx, rows, account) : "";
    if (!account) return refuse(E_TOKEN, NULL);
    if (!mobile[0] && !view_missing(rows)) return (verdict){E_NOT_FOUND, NULL, "no_code_needed"};
    const mobile_code_ask ask = {.use = CODE_USE_RESET,
                                 .mobile = mobile,
                                 .bound_to = account->account_no,
                                 .about = "",
                                 .known = true};
    return person_send_code(ctx, rows, &ask, out);
}
