/* list_tickets (S51, S52): the queue of a district, or of a body of the city. */
#include "gen/ticket/list_tickets.h"

#include "workers/ticket/lines.h"
#include "workers/ticket/ticket.h"

/* A district's are those of its own people; the city's what lies at that body's desk. */
static row_key queue_of(const context *ctx, Ticket__TicketState state) {
    Ticket__TicketDesk desk = ticket_desk(ctx->actor.role);
    return desk == DISTRICT_DESK
               ? key_ticket_by_district_code_state(ctx->actor.district_code, state)
               : key_ticket_by_desk_state(desk, state);
}

verdict ticket_list_tickets(const context *ctx, view *rows, const ListTickets *in, changes *out) {
    page shown = page_of(rows, queue_of(ctx, in->state), in->limit, in->after);
    return ticket_list(ctx, rows, &shown, out);
}
