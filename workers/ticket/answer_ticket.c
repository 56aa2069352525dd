/* answer_ticket (S51): the office with which it lies answers. */
#include "gen/ticket/answer_ticket.h"

#include "workers/rules/service.h"
#include "workers/ticket/reply.h"
#include "workers/ticket/ticket.h"

/* The edition from which the answer was made: one that is offered to who answers. */
static verdict check_reply(const context *ctx, view *rows, const AnswerTicket *in) {
    if (!in->reply_no[0]) return accept();
    const StandardReply *reply = find_standard_reply(rows, in->reply_no);
    const ReplyEdition *edition = find_reply_edition(rows, in->reply_no, in->reply_edition);
    if (!reply || !edition || !reply_sees(ctx, reply->district_code))
        return refuse(E_NOT_FOUND, "reply_no");
    if (reply->withdrawn) return (verdict){E_CASE_STATE, "reply_no", "reply_withdrawn"};
    return accept();
}

verdict ticket_answer_ticket(const context *ctx, view *rows, const AnswerTicket *in, changes *out) {
    const Ticket *ticket = NULL;
    verdict v = ticket_in_hand(ctx, rows, in->ticket_no, &ticket);
    if (!refused(v)) v = ticket_says(in->answer, "answer");
    if (!refused(v)) v = check_reply(ctx, rows, in);
    if (refused(v)) return v;
    TicketAnswered event = TICKET_ANSWERED_INIT;
    event.ticket_no = ticket->ticket_no;
    event.desk = ticket->desk;
    event.answer = in->answer;
    event.reply_no = in->reply_no;
    event.reply_edition = in->reply_no[0] ? in->reply_edition : 0;
    status s = ticket_days_us(ctx, rows, SERVICE_END_DAYS, &event.closes_at_us);
    if (s != OK) return refuse(s, NULL);
    emit_ticket_answered(out, &event);
    ticket_reply(ticket->ticket_no, TICKET_ANSWERED, ticket->desk, 0, out);
    return accept();
}
