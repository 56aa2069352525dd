/* settle_outgoing: the sender's word on a text that it took. */
#include "gen/notification/settle_outgoing.h"
#include "workers/notification/outgoing.h"

verdict notification_settle_outgoing(const context *ctx, view *rows, const SettleOutgoing *in,
                                     changes *out) {
    (void) ctx;
    const Outgoing *text = find_outgoing(rows, in->outgoing_no);
    if (!text) return refuse(E_NOT_FOUND, "outgoing_no");
    if (text->state != SENDING) return (verdict){E_CASE_STATE, "outgoing_no", "not_taken"};
    Notification__OutgoingState state = in->failure[0] ? SEND_FAILED : SENT;
    outgoing_settle(in->outgoing_no, state, in->failure, out);
    return outgoing_reply(in->outgoing_no, state, out);
}
