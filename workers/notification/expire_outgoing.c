/* expire_outgoing: a text without a code was not sent in its time. */
#include "gen/notification/expire_outgoing.h"
#include "workers/notification/outgoing.h"

verdict notification_expire_outgoing(const context *ctx, view *rows, const ExpireOutgoing *in,
                                     changes *out) {
    const Outgoing *text = find_outgoing(rows, in->outgoing_no);
    if (!text) return refuse(E_NOT_FOUND, "outgoing_no");
    if (!text->due_at_us || text->due_at_us > ctx->received_at_us)
        return refuse(E_CASE_STATE, "outgoing_no");
    outgoing_give_up(text, out);
    return outgoing_reply(in->outgoing_no, text->state == QUEUED ? EXPIRED : SEND_FAILED, out);
}
