/* lines: makes lines of tickets; the title lies beside the row, sealed. */
#include "workers/ticket/lines.h"

TicketLine ticket_line(view *rows, const Ticket *ticket) {
    const TicketText *words = find_ticket_text(rows, ticket->ticket_no);
    TicketLine out = TICKET_LINE_INIT;
    out.ticket_no = ticket->ticket_no;
    out.kind = ticket->kind;
    out.category = ticket->category;
    out.state = ticket->state;
    out.desk = ticket->desk;
    out.district_code = ticket->district_code;
    out.unit_no = ticket->unit_no;
    out.person_no = ticket->person_no;
    out.method = ticket->method;
    out.opened_at_us = ticket->opened_at_us;
    out.level_at_us = ticket->level_at_us;
    out.due_at_us = ticket->due_at_us;
    out.overdue = ticket->overdue;
    out.rating = ticket->rating;
    out.attachments = ticket->attachments;
    out.title = words ? words->title : lend("");
    return out;
}

verdict ticket_list(view *rows, const page *shown, changes *out) {
    TicketList reply = TICKET_LIST_INIT;
    TicketLine *line = page_lines(rows, shown, sizeof *line, (void ***) &reply.ticket);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_ticket < shown->found.n; reply.n_ticket++)
        line[reply.n_ticket] = ticket_line(rows, (const Ticket *) shown->found.row[reply.n_ticket]);
    if (shown->full) reply.next = line[reply.n_ticket - 1].ticket_no;
    changes_reply(out, &reply.base);
    return accept();
}
