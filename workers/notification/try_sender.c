/* try_sender: a code to a number that the operator gives, so that a sender can be seen to work. */
#include "gen/notification/try_sender.h"
#include "gen/notification/rows.h"
#include "workers/rules/mobile_code.h"

verdict notification_try_sender(const context *ctx, view *rows, const TrySender *in, changes *out) {
    const mobile_code_ask ask = {.use = CODE_USE_TRIAL,
                                 .mobile = in->mobile,
                                 .bound_to = ctx->actor.account_no,
                                 .about = "",
                                 .known = true};
    mobile_code_sent sent = {.code_no = NULL};
    verdict v = mobile_code_send(ctx, rows, &ask, out, &sent);
    if (refused(v)) return v;
    CodeAsked reply = CODE_ASKED_INIT;
    reply.code_no = lend(sent.code_no);
    reply.expires_at_us = sent.expires_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
