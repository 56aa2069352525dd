/* escalate_ticket (S52): the time of a level is over: the district's goes up by itself, the city's
 * is said to be late. What was moved or answered meanwhile has another time, and is left alone. */
#include "gen/ticket/escalate_ticket.h"

#include "workers/ticket/ticket.h"

static status escalate(const context *ctx, view *rows, const Ticket *ticket, changes *out) {
    TicketEscalated event = TICKET_ESCALATED_INIT;
    event.ticket_no = ticket->ticket_no;
    event.desk = ticket_city(ticket->category);
    status s = ticket_due_us(ctx, rows, ticket->kind, &event.due_at_us);
    if (s != OK) return s;
    emit_ticket_escalated(out, &event);
    ticket_reply(ticket->ticket_no, TICKET_ESCALATED, event.desk, event.due_at_us, out);
    return OK;
}

verdict ticket_escalate_ticket(const context *ctx, view *rows, const EscalateTicket *in,
                               changes *out) {
    const Ticket *ticket = find_ticket(rows, in->ticket_no);
    if (!ticket) return refuse(E_NOT_FOUND, "ticket_no");
    bool due = ticket->due_at_us && ticket->due_at_us <= ctx->received_at_us;
    if (!due || !ticket_waits(ticket)) return refuse(E_CASE_STATE, "ticket_no");
    if (ticket->desk == DISTRICT_DESK) {
        status s = escalate(ctx, rows, ticket, out);
        return s == OK ? accept() : refuse(s, NULL);
    }
    TicketOverdue event = TICKET_OVERDUE_INIT;
    event.ticket_no = ticket->ticket_no;
    emit_ticket_overdue(out, &event);
    ticket_reply(ticket->ticket_no, ticket->state, ticket->desk, 0, out);
    return accept();
}
