/* tie_ticket (S52): what an office has in hand waits for the answer of its cause; where that is
 * there it follows at once. */
#include "gen/ticket/tie_ticket.h"

#include <string.h>

#include "workers/ticket/causes.h"
#include "workers/ticket/ticket.h"

/* A district knows what is shown to all; the city its own causes as well. An answered one is not
 * shown any more, and the body that answered it may still tie what comes late. */
static const Cause *cause_for(const context *ctx, view *rows, const char *cause_no) {
    const Cause *cause = find_cause(rows, cause_no);
    return cause && (cause->shown || cause->desk == ticket_desk(ctx->actor.role)) ? cause : NULL;
}

verdict ticket_tie_ticket(const context *ctx, view *rows, const TieTicket *in, changes *out) {
    const Ticket *ticket = NULL;
    verdict v = ticket_in_hand(ctx, rows, in->ticket_no, &ticket);
    if (refused(v)) return v;
    const Cause *cause = cause_for(ctx, rows, in->cause_no);
    if (!cause) return refuse(E_NOT_FOUND, "cause_no");
    if (cause_tie(rows, in->ticket_no)) return (verdict){E_CASE_STATE, "ticket_no", "ticket_tied"};
    TicketTied event = TICKET_TIED_INIT;
    event.ticket_no = ticket->ticket_no;
    event.cause_no = cause->cause_no;
    event.answer_at_us = cause->state == CAUSE_ANSWERED ? ctx->received_at_us : 0;
    emit_ticket_tied(out, &event);
    return cause_reply(cause->cause_no, cause->state, out);
}
