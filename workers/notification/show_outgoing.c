/* show_outgoing: number and text, to the sender that has taken it. */
#include "gen/notification/show_outgoing.h"
#include "gen/notification/rows.h"

verdict notification_show_outgoing(const context *ctx, view *rows, const ShowOutgoing *in,
                                   changes *out) {
    (void) ctx;
    const Outgoing *text = find_outgoing(rows, in->outgoing_no);
    if (!text) return refuse(E_NOT_FOUND, "outgoing_no");
    if (text->state != SENDING) return (verdict){E_CASE_STATE, "outgoing_no", "not_taken"};
    OutgoingShown reply = OUTGOING_SHOWN_INIT;
    reply.outgoing_no = text->outgoing_no;
    reply.mobile = text->mobile;
    reply.text = text->text;
    changes_reply(out, &reply.base);
    return accept();
}
