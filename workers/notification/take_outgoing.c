/* take_outgoing: one sender takes a text, before its time is over. */
#include "gen/notification/take_outgoing.h"
#include "workers/notification/outgoing.h"

verdict notification_take_outgoing(const context *ctx, view *rows, const TakeOutgoing *in,
                                   changes *out) {
    const Outgoing *text = find_outgoing(rows, in->outgoing_no);
    if (!text) return refuse(E_NOT_FOUND, "outgoing_no");
    if (text->state != QUEUED || text->expires_at_us <= ctx->received_at_us)
        return (verdict){E_CASE_STATE, "outgoing_no", "not_queued"};
    OutgoingTaken event = OUTGOING_TAKEN_INIT;
    event.outgoing_no = in->outgoing_no;
    emit_outgoing_taken(out, &event);
    return outgoing_reply(in->outgoing_no, SENDING, out);
}
