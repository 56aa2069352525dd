/* show_reply (S51): all that a standard reply ever said, to those to whom it is offered. */
#include "gen/ticket/show_reply.h"

#include "gen/ticket/list_replies.h"
#include "workers/ticket/reply.h"

verdict ticket_show_reply(const context *ctx, view *rows, const ShowReply *in, changes *out) {
    row_list all = list_reply_edition_by_reply_no(rows, in->reply_no);
    ReplyList reply = REPLY_LIST_INIT;
    ReplyShown *shown = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *shown);
    reply.reply = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *reply.reply);
    if (!shown || !reply.reply) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < all.n; i++) {
        const ReplyEdition *one = (const ReplyEdition *) all.row[i];
        if (!reply_sees(ctx, one->district_code)) break;
        shown[i] = (ReplyShown) REPLY_SHOWN_INIT;
        field_copy_named(all.row[i], &shown[i].base);
        reply.reply[reply.n_reply++] = &shown[i];
    }
    if (!reply.n_reply) return refuse(E_NOT_FOUND, "reply_no");
    changes_reply(out, &reply.base);
    return accept();
}
