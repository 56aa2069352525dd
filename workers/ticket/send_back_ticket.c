/* send_back_ticket (S52): the city gives it back to its district, with a note. */
#include "gen/ticket/send_back_ticket.h"

#include "workers/ticket/ticket.h"

verdict ticket_send_back_ticket(const context *ctx, view *rows, const SendBackTicket *in,
                                changes *out) {
    const Ticket *ticket = NULL;
    verdict v = ticket_in_hand(ctx, rows, in->ticket_no, &ticket);
    if (!refused(v)) v = ticket_says(in->note, "note");
    if (refused(v)) return v;
    TicketSentBack event = TICKET_SENT_BACK_INIT;
    event.ticket_no = ticket->ticket_no;
    event.desk = DISTRICT_DESK;
    event.note = in->note;
    status s = ticket_due_us(ctx, rows, ticket->kind, &event.due_at_us);
    if (s != OK) return refuse(s, NULL);
    emit_ticket_sent_back(out, &event);
    ticket_reply(ticket->ticket_no, TICKET_OPEN, DISTRICT_DESK, event.due_at_us, out);
    return accept();
}
