/* show_cause (S52): a cause with the numbers of its tickets, and of none what it says. */
#include "gen/ticket/show_cause.h"

#include "gen/ticket/rows.h"
#include "workers/rules/page.h"
#include "workers/ticket/causes.h"

verdict ticket_show_cause(const context *ctx, view *rows, const ShowCause *in, changes *out) {
    (void) ctx;
    const Cause *cause = find_cause(rows, in->cause_no);
    if (!cause) return refuse(E_NOT_FOUND, "cause_no");
    row_key key = key_ticket_tie_by_cause_no_done(cause->cause_no, in->done);
    page shown = page_of(rows, key, in->limit, in->after);
    CauseShown about = cause_shown(rows, cause);
    CauseFound reply = CAUSE_FOUND_INIT;
    TieShown *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.tie);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_tie < shown.found.n; reply.n_tie++) {
        line[reply.n_tie] = (TieShown) TIE_SHOWN_INIT;
        field_copy_named(shown.found.row[reply.n_tie], &line[reply.n_tie].base);
        const Ticket *ticket = find_ticket(rows, line[reply.n_tie].ticket_no);
        if (!ticket) continue;
        line[reply.n_tie].desk = ticket->desk;
        line[reply.n_tie].state = ticket->state;
    }
    if (shown.full) reply.next = line[reply.n_tie - 1].ticket_no;
    reply.cause = &about;
    changes_reply(out, &reply.base);
    return accept();
}
