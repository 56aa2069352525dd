/* end_notice (S63): the clock closes what is over. Nobody saw it since its time, whenever that is
 * done. */
#include "gen/desk/end_notice.h"

#include "workers/desk/notice.h"

verdict desk_end_notice(const context *ctx, view *rows, const EndNotice *in, changes *out) {
    const Notice *notice = find_notice(rows, in->notice_no);
    if (!notice) return refuse(E_NOT_FOUND, "notice_no");
    if (notice->closed || notice->to_us > ctx->received_at_us)
        return refuse(E_CASE_STATE, "notice_no");
    NoticeClosed event = NOTICE_CLOSED_INIT;
    event.notice_no = in->notice_no;
    event.to_us = notice->to_us;
    emit_notice_closed(out, &event);
    return notice_reply(in->notice_no, notice->edition, out);
}
