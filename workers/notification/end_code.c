/* end_code: five minutes are over. A text that was taken and of which nothing was heard since
 * counts as failed: whether it was sent is not known, and it is never sent again. */
#include "gen/notification/end_code.h"
#include "workers/notification/outgoing.h"

verdict notification_end_code(const context *ctx, view *rows, const EndCode *in, changes *out) {
    const MobileCode *code = find_mobile_code(rows, in->mobile_code_no);
    const Outgoing *text = find_outgoing(rows, in->mobile_code_no);
    if (!code) return refuse(E_NOT_FOUND, "mobile_code_no");
    if (code->expires_at_us > ctx->received_at_us) return refuse(E_CASE_STATE, "mobile_code_no");
    MobileCodeEnded event = MOBILE_CODE_ENDED_INIT;
    event.mobile_code_no = in->mobile_code_no;
    emit_mobile_code_ended(out, &event);
    if (text) outgoing_give_up(text, out);
    CodeEnded reply = CODE_ENDED_INIT;
    reply.mobile_code_no = in->mobile_code_no;
    changes_reply(out, &reply.base);
    return accept();
}
