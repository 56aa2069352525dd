/* write_reply (S51): the first edition of a standard reply, under a number of its own. */
#include "gen/ticket/write_reply.h"

#include "workers/rules/issue.h"
#include "workers/ticket/reply.h"

verdict ticket_write_reply(const context *ctx, view *rows, const WriteReply *in, changes *out) {
    char reply_no[SERIAL_CASE_SIZE];
    ReplyNumber taken = REPLY_NUMBER_INIT, *list[] = {&taken};
    ReplyWritten event = REPLY_WRITTEN_INIT;
    if (!reply_keeps(ctx, in->category))
        return (verdict){E_FORBIDDEN, "category", "reply_elsewhere"};
    event.edition = 1;
    event.district_code = lend(ctx->actor.district_code);
    event.category = in->category;
    event.title = in->title;
    event.text_zh = in->text_zh;
    event.text_en = in->text_en;
    if (reply_check(&event, out)) return accept();
    status s = issue_number(ctx, rows, &taken.number, reply_no);
    if (s != OK) return refuse(s, NULL);
    taken.shard = (int32_t) ctx->shard;
    event.reply_no = reply_no;
    event.counted = list;
    event.n_counted = 1;
    emit_reply_written(out, &event);
    return reply_changed(reply_no, 1, out);
}
