/* list_outgoing: what became of the texts, without number and text. */
#include "gen/notification/list_outgoing.h"
#include "gen/notification/rows.h"

enum { PAGE_DEFAULT = 50 };

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
    row_key key = key_outgoing_by_state(in->state), all = key;
    key.limit = in->limit ? in->limit : PAGE_DEFAULT;
    if (in->after[0]) row_key_after_text(&key, in->after);
    row_list page = view_list(rows, &key);
    OutgoingList reply = OUTGOING_LIST_INIT;
    OutgoingLine *line = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *line);
    reply.outgoing = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.outgoing);
    if (!line || !reply.outgoing) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++) {
        line[i] = line_of((const Outgoing *) page.row[i]);
        reply.outgoing[reply.n_outgoing++] = &line[i];
    }
    if (page.n == key.limit) reply.next = line[page.n - 1].outgoing_no;
    all.count = true;
    reply.total = view_count(rows, &all);
    changes_reply(out, &reply.base);
    return accept();
}
