/* find_queued: texts that wait for the sender, by their numbers. What they keep sealed is not
 * opened, so that one that no longer opens holds up no other. */
#include "gen/notification/find_queued.h"
#include "gen/notification/rows.h"

enum { PAGE_DEFAULT = 50 };

verdict notification_find_queued(const context *ctx, view *rows, const FindQueued *in,
                                 changes *out) {
    (void) ctx;
    row_key key = key_outgoing_by_state(QUEUED);
    key.limit = in->limit ? in->limit : PAGE_DEFAULT;
    view_at_rest(rows, true);
    row_list page = view_list(rows, &key);
    QueuedFound reply = QUEUED_FOUND_INIT;
    reply.outgoing_no = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.outgoing_no);
    if (!reply.outgoing_no) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++)
        reply.outgoing_no[reply.n_outgoing_no++] = ((const Outgoing *) page.row[i])->outgoing_no;
    changes_reply(out, &reply.base);
    return accept();
}
