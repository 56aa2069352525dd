/* withdraw_reply (S51): offered no more from now on; what it said stays on record. */
#include "gen/ticket/withdraw_reply.h"

#include "workers/ticket/reply.h"

verdict ticket_withdraw_reply(const context *ctx, view *rows, const WithdrawReply *in,
                              changes *out) {
    const StandardReply *reply = NULL;
    verdict v = reply_kept(ctx, rows, in->reply_no, &reply);
    if (refused(v)) return v;
    ReplyWithdrawn event = REPLY_WITHDRAWN_INIT;
    event.reply_no = reply->reply_no;
    emit_reply_withdrawn(out, &event);
    return reply_changed(event.reply_no, reply->edition, out);
}
