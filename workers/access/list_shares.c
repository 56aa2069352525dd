/* list_shares (A36): what the person shows, and how often it was used. */
#include "gen/access/list_shares.h"
#include "gen/access/rows.h"

static ShareLine line_of(const Share *row) {
    ShareLine out = SHARE_LINE_INIT;
    out.share_no = row->share_no;
    out.fields = row->fields;
    out.made_at_us = row->made_at_us;
    out.ends_at_us = row->ends_at_us;
    out.used = row->used;
    out.uses_left = row->uses_left;
    out.ended = row->ended;
    return out;
}

verdict access_list_shares(const context *ctx, view *rows, const ListShares *in, changes *out) {
    row_list all = list_share_by_person_no(rows, in->person_no);
    ShareList reply = SHARE_LIST_INIT;
    (void) ctx;
    ShareLine *line = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *line);
    reply.share = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *reply.share);
    if (!line || !reply.share) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < all.n; i++) {
        line[i] = line_of((const Share *) all.row[i]);
        reply.share[reply.n_share++] = &line[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}
