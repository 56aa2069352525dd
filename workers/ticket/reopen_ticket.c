/* reopen_ticket (S50): the sender is not content; it begins anew with the district. */
#include "gen/ticket/reopen_ticket.h"

#include "workers/ticket/ticket.h"

verdict ticket_reopen_ticket(const context *ctx, view *rows, const ReopenTicket *in, changes *out) {
    const Ticket *ticket = find_ticket(rows, in->ticket_no);
    if (!ticket) return refuse(E_NOT_FOUND, "ticket_no");
    if (ticket_waits(ticket)) return (verdict){E_CASE_STATE, "ticket_no", "ticket_unanswered"};
    bool late = ticket->state == TICKET_CLOSED && ticket->reopen_until_us <= ctx->received_at_us;
    if (late) return (verdict){E_CASE_STATE, "ticket_no", "ticket_past"};
    verdict v = ticket_says(in->note, "note");
    if (refused(v)) return v;
    TicketReopened event = TICKET_REOPENED_INIT;
    event.ticket_no = ticket->ticket_no;
    event.desk = DISTRICT_DESK;
    event.note = in->note;
    status s = ticket_due_us(ctx, rows, ticket->kind, &event.due_at_us);
    if (s != OK) return refuse(s, NULL);
    emit_ticket_reopened(out, &event);
    ticket_reply(ticket->ticket_no, TICKET_REOPENED, DISTRICT_DESK, event.due_at_us, out);
    return accept();
}
