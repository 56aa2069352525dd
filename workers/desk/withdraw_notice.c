/* withdraw_notice (S63): shown no more from now on; what it said stays on record. */
#include "gen/desk/withdraw_notice.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/desk/notice.h"

verdict desk_withdraw_notice(const context *ctx, view *rows, const WithdrawNotice *in,
                             changes *out) {
    const Notice *notice = find_notice(rows, in->notice_no);
    if (!notice) return refuse(E_NOT_FOUND, "notice_no");
    if (fold_is_blank(in->reason, strlen(in->reason))) return refuse(E_CASE_REASON, "reason");
    if (notice->closed || notice->to_us <= ctx->received_at_us)
        return refuse(E_CASE_STATE, "notice_no");
    NoticeClosed event = NOTICE_CLOSED_INIT;
    event.notice_no = in->notice_no;
    event.to_us = ctx->received_at_us;
    event.reason = in->reason;
    emit_notice_closed(out, &event);
    return notice_reply(in->notice_no, notice->edition, out);
}
