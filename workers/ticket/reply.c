/* reply: says who keeps and who sees a standard reply, and checks its words. */
#include "workers/ticket/reply.h"

#include <string.h>

#include "workers/ticket/ticket.h"

bool reply_sees(const context *ctx, const char *district_code) {
    return !district_code[0] || !strcmp(district_code, ctx->actor.district_code);
}

bool reply_keeps(const context *ctx, Kernel__QuestionCategory category) {
    Ticket__TicketDesk desk = ticket_desk(ctx->actor.role);
    return desk == DISTRICT_DESK || desk == ticket_city(category);
}

/* The one who keeps it: the city's district is "", as that of its officers. */
verdict reply_kept(const context *ctx, view *rows, const char *reply_no,
                   const StandardReply **out) {
    const StandardReply *reply = find_standard_reply(rows, reply_no);
    if (!reply || strcmp(reply->district_code, ctx->actor.district_code) != 0 ||
        !reply_keeps(ctx, reply->category))
        return refuse(E_NOT_FOUND, "reply_no");
    if (reply->withdrawn) return (verdict){E_CASE_STATE, "reply_no", "reply_withdrawn"};
    *out = reply;
    return accept();
}

bool reply_check(const ReplyWritten *event, changes *out) {
    changes_fault(out, ticket_says(event->title, "title"));
    changes_fault(out, ticket_says(event->text_zh, "text_zh"));
    changes_fault(out, ticket_says(event->text_en, "text_en"));
    return changes_at_fault(out);
}

verdict reply_changed(const char *reply_no, int32_t edition, changes *out) {
    ReplyChanged reply = REPLY_CHANGED_INIT;
    reply.reply_no = lend(reply_no);
    reply.edition = edition;
    changes_reply(out, &reply.base);
    return accept();
}
