/* lines: makes lines of tickets; the title lies beside the row, sealed. */
#include "workers/ticket/lines.h"

#include "workers/ticket/causes.h"
#include "workers/ticket/ticket.h"

TicketLine ticket_line(const context *ctx, view *rows, const Ticket *ticket) {
    const TicketText *words = find_ticket_text(rows, ticket->ticket_no);
    TicketLine out = TICKET_LINE_INIT;
    field_copy_named(&ticket->base, &out.base);
    out.title = words ? words->title : lend("");
    bool office = ticket_desk(ctx->actor.role) != DESK_NONE;
    out.tied = office && ticket_waits(ticket) && cause_tie(rows, ticket->ticket_no);
    return out;
}

verdict ticket_list(const context *ctx, view *rows, const page *shown, changes *out) {
    TicketList reply = TICKET_LIST_INIT;
    TicketLine *line = page_lines(rows, shown, sizeof *line, (void ***) &reply.ticket);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_ticket < shown->found.n; reply.n_ticket++)
        line[reply.n_ticket] =
            ticket_line(ctx, rows, (const Ticket *) shown->found.row[reply.n_ticket]);
    if (shown->full) reply.next = line[reply.n_ticket - 1].ticket_no;
    changes_reply(out, &reply.base);
    return accept();
}
