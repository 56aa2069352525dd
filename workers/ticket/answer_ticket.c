/* answer_ticket (S51): the office with which it lies answers. */
#include "gen/ticket/answer_ticket.h"

#include "workers/rules/service.h"
#include "workers/ticket/ticket.h"

verdict ticket_answer_ticket(const context *ctx, view *rows, const AnswerTicket *in, changes *out) {
    const Ticket *ticket = NULL;
    verdict v = ticket_in_hand(ctx, rows, in->ticket_no, &ticket);
    if (!refused(v)) v = ticket_says(in->answer, "answer");
    if (refused(v)) return v;
    TicketAnswered event = TICKET_ANSWERED_INIT;
    event.ticket_no = ticket->ticket_no;
    event.desk = ticket->desk;
    event.answer = in->answer;
    status s = ticket_days_us(ctx, rows, SERVICE_END_DAYS, &event.closes_at_us);
    if (s != OK) return refuse(s, NULL);
    emit_ticket_answered(out, &event);
    ticket_reply(ticket->ticket_no, TICKET_ANSWERED, ticket->desk, 0, out);
    return accept();
}
