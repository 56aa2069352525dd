/* untie_ticket (S52): it has another cause, or none. */
#include "gen/ticket/untie_ticket.h"

#include "workers/ticket/causes.h"
#include "workers/ticket/ticket.h"

verdict ticket_untie_ticket(const context *ctx, view *rows, const UntieTicket *in, changes *out) {
    const Ticket *ticket = NULL;
    verdict v = ticket_in_hand(ctx, rows, in->ticket_no, &ticket);
    if (refused(v)) return v;
    const TicketTie *tie = cause_tie(rows, in->ticket_no);
    const Cause *cause = tie ? find_cause(rows, tie->cause_no) : NULL;
    if (!tie || !cause) return (verdict){E_NOT_FOUND, "ticket_no", "ticket_untied"};
    TicketUntied event = TICKET_UNTIED_INIT;
    event.ticket_no = ticket->ticket_no;
    emit_ticket_untied(out, &event);
    return cause_reply(cause->cause_no, cause->state, out);
}
