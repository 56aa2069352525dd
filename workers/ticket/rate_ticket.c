/* rate_ticket (S50): the sender says how content he is, and with that it is closed. */
#include "gen/ticket/rate_ticket.h"

#include "workers/rules/service.h"
#include "workers/ticket/ticket.h"

verdict ticket_rate_ticket(const context *ctx, view *rows, const RateTicket *in, changes *out) {
    const Ticket *ticket = find_ticket(rows, in->ticket_no);
    if (!ticket) return refuse(E_NOT_FOUND, "ticket_no");
    if (ticket_waits(ticket)) return (verdict){E_CASE_STATE, "ticket_no", "ticket_unanswered"};
    if (ticket->rating) return (verdict){E_CASE_STATE, "ticket_no", "ticket_rated"};
    TicketRated event = TICKET_RATED_INIT;
    event.ticket_no = ticket->ticket_no;
    event.rating = in->rating;
    event.note = in->note;
    event.reopen_until_us =
        ticket->reopen_until_us; /* one that ended by itself is no longer open */
    if (ticket->state == TICKET_ANSWERED) {
        status s = ticket_days_us(ctx, rows, SERVICE_REOPEN_DAYS, &event.reopen_until_us);
        if (s != OK) return refuse(s, NULL);
    }
    emit_ticket_rated(out, &event);
    ticket_reply(ticket->ticket_no, TICKET_CLOSED, ticket->desk, 0, out);
    return accept();
}
