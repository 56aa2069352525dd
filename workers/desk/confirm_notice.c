/* confirm_notice (S63): a reader says so, while the edition is shown to him. */
#include "gen/desk/confirm_notice.h"

#include "workers/desk/notice.h"

verdict desk_confirm_notice(const context *ctx, view *rows, const ConfirmNotice *in, changes *out) {
    const Notice *notice = find_notice(rows, in->notice_no);
    const NoticeReading *before =
        find_notice_reading(rows, in->notice_no, in->edition, ctx->actor.account_no);
    if (!notice || !notice->must_read || !notice_shown(ctx, notice) ||
        !notice_is_for(notice->audience, ctx->actor.role))
        return (verdict){E_NOT_FOUND, "notice_no", "nothing_to_confirm"};
    if (notice->edition != in->edition) return (verdict){E_VERSION, "edition", "edited_meanwhile"};
    NoticeConfirmed event = NOTICE_CONFIRMED_INIT;
    event.account_no = lend(ctx->actor.account_no);
    event.notice_no = in->notice_no;
    event.edition = in->edition;
    if (!before) emit_notice_confirmed(out, &event);
    return notice_reply(in->notice_no, in->edition, out);
}
