/* list_own_tickets (S50): what the asker or his unit sent, the newest first. */
#include "gen/ticket/list_own_tickets.h"

#include "workers/ticket/lines.h"

verdict ticket_list_own_tickets(const context *ctx, view *rows, const ListOwnTickets *in,
                                changes *out) {
    row_key key = scope_key(ctx, &row_ticket, NULL);
    key.backward = true;
    page shown = page_of(rows, key, in->limit, in->after);
    return ticket_list(ctx, rows, &shown, out);
}
