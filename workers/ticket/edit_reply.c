/* edit_reply (S51): the next edition; the one before stays as it was. */
#include "gen/ticket/edit_reply.h"

#include "workers/ticket/reply.h"

verdict ticket_edit_reply(const context *ctx, view *rows, const EditReply *in, changes *out) {
    const StandardReply *reply = NULL;
    verdict v = reply_kept(ctx, rows, in->reply_no, &reply);
    if (refused(v)) return v;
    if (reply->edition != in->edition) return (verdict){E_VERSION, "edition", "reply_edited"};
    ReplyWritten event = REPLY_WRITTEN_INIT;
    event.reply_no = reply->reply_no;
    event.edition = reply->edition + 1;
    event.district_code = reply->district_code;
    event.category = reply->category;
    event.title = in->title;
    event.text_zh = in->text_zh;
    event.text_en = in->text_en;
    if (reply_check(&event, out)) return accept();
    emit_reply_written(out, &event);
    return reply_changed(event.reply_no, event.edition, out);
}
