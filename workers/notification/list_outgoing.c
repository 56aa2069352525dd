/* list_outgoing: what became of the texts, without number and text. */
#include "gen/notification/list_outgoing.h"
#include "gen/notification/rows.h"
#include "workers/rules/page.h"

static OutgoingLine line_of(const Outgoing *row) {
    OutgoingLine out = OUTGOING_LINE_INIT;
    out.outgoing_no = row->outgoing_no;
    out.state = row->state;
    out.queued_at_us = row->queued_at_us;
    out.settled_at_us = row->settled_at_us;
    out.failure = row->failure;
    return out;
}

verdict notification_list_outgoing(const context *ctx, view *rows, const ListOutgoing *in,
                                   changes *out) {
    (void) ctx;
    row_key all = key_outgoing_by_state(in->state);
    page shown = page_of(rows, all, in->limit, in->after);
    OutgoingList reply = OUTGOING_LIST_INIT;
    OutgoingLine *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.outgoing);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_outgoing < shown.found.n; reply.n_outgoing++)
        line[reply.n_outgoing] = line_of((const Outgoing *) shown.found.row[reply.n_outgoing]);
    if (shown.full) reply.next = line[reply.n_outgoing - 1].outgoing_no;
    all.count = true;
    reply.total = view_count(rows, &all);
    changes_reply(out, &reply.base);
    return accept();
}
