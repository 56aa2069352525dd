/* edit_notice (S63): the next edition; the one before stays as it was shown. */
#include "gen/desk/edit_notice.h"

#include "workers/desk/notice.h"

verdict desk_edit_notice(const context *ctx, view *rows, const EditNotice *in, changes *out) {
    const announcement words = {in->audience, in->title_zh, in->title_en, in->text_zh,
                                in->text_en,  in->from_us,  in->to_us,    in->must_read};
    const Notice *notice = find_notice(rows, in->notice_no);
    if (!notice) return refuse(E_NOT_FOUND, "notice_no");
    if (notice->closed || notice->to_us <= ctx->received_at_us)
        return refuse(E_CASE_STATE, "notice_no");
    if (notice->edition != in->edition) return (verdict){E_VERSION, "edition", "edited_meanwhile"};
    if (notice_check(ctx, &words, out)) return accept();
    NoticePublished event = announce_event(ctx, &words, notice->notice_no, notice->edition + 1);
    emit_notice_published(out, &event);
    return notice_reply(notice->notice_no, event.edition, out);
}
