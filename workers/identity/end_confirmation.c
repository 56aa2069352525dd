/* end_confirmation: the clock forgets confirmations whose time is over. */
#include "gen/identity/end_confirmation.h"
#include "gen/identity/confirm_acts.h"
#include "gen/identity/rows.h"

verdict identity_end_confirmation(const context *ctx, view *rows, const EndConfirmation *in,
                                  changes *out) {
    const Confirmation *given = find_confirmation(rows, in->account_no, in->act);
    if (!given || given->expires_at_us > ctx->received_at_us) return refuse(E_NOT_FOUND, "act");
    ConfirmationEnded event = CONFIRMATION_ENDED_INIT;
    event.account_no = in->account_no;
    event.act = in->act;
    emit_confirmation_ended(out, &event);
    ConfirmationEndedShown reply = CONFIRMATION_ENDED_SHOWN_INIT;
    reply.account_no = in->account_no;
    changes_reply(out, &reply.base);
    return accept();
}
