/* end_ticket (S50): an answer that the sender let stand for its time closes the ticket. */
#include "gen/ticket/end_ticket.h"

#include "workers/rules/service.h"
#include "workers/ticket/ticket.h"

verdict ticket_end_ticket(const context *ctx, view *rows, const EndTicket *in, changes *out) {
    const Ticket *ticket = find_ticket(rows, in->ticket_no);
    if (!ticket) return refuse(E_NOT_FOUND, "ticket_no");
    bool due = ticket->closes_at_us && ticket->closes_at_us <= ctx->received_at_us;
    if (!due || ticket->state != TICKET_ANSWERED) return refuse(E_CASE_STATE, "ticket_no");
    TicketEnded event = TICKET_ENDED_INIT;
    event.ticket_no = ticket->ticket_no;
    status s = ticket_days_us(ctx, rows, SERVICE_REOPEN_DAYS, &event.reopen_until_us);
    if (s != OK) return refuse(s, NULL);
    emit_ticket_ended(out, &event);
    ticket_reply(ticket->ticket_no, TICKET_CLOSED, ticket->desk, 0, out);
    return accept();
}
