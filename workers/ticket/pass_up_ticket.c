/* pass_up_ticket (S52): the district passes it up to a body of the city, with a note. */
#include "gen/ticket/pass_up_ticket.h"

#include "workers/ticket/ticket.h"

verdict ticket_pass_up_ticket(const context *ctx, view *rows, const PassUpTicket *in,
                              changes *out) {
    const Ticket *ticket = NULL;
    verdict v = ticket_in_hand(ctx, rows, in->ticket_no, &ticket);
    if (!refused(v)) v = ticket_says(in->note, "note");
    if (refused(v)) return v;
    if (in->desk != CENTRE_DESK && in->desk != INFO_DESK) return refuse(E_CODE_VALUE, "desk");
    TicketPassedUp event = TICKET_PASSED_UP_INIT;
    event.ticket_no = ticket->ticket_no;
    event.desk = in->desk;
    event.note = in->note;
    status s = ticket_due_us(ctx, rows, ticket->kind, &event.due_at_us);
    if (s != OK) return refuse(s, NULL);
    emit_ticket_passed_up(out, &event);
    ticket_reply(ticket->ticket_no, TICKET_ESCALATED, in->desk, event.due_at_us, out);
    return accept();
}
