/* list_about (SIL 4): what anybody filed about the person who asks, the latest first. */
#include "gen/query/list_about.h"

#include "gen/review/rows.h"
#include "workers/query/cases.h"
#include "workers/rules/page.h"

enum { PAGE_DEFAULT = 50 };

verdict query_list_about(const context *ctx, view *rows, const ListAbout *in, changes *out) {
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    row_key key = key_case_by_person_no(ctx->actor.person_no);
    key.limit = limit;
    key.backward = true;
    if (!row_key_order(&key, "submitted_at_us") || !page_begin_timed(&key, in->after))
        return refuse(E_CURSOR, "after");
    row_list found = view_list(rows, &key);
    AboutList reply = ABOUT_LIST_INIT;
    CaseLine *line = arena_alloc(view_arena(rows), (limit + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (limit + 1) * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < found.n; i++) {
        const Case *file = (const Case *) found.row[i];
        if (!cases_visible(&ctx->actor, file)) continue;
        line[reply.n_item] = cases_line(ctx, rows, file);
        reply.item[reply.n_item] = &line[reply.n_item];
        reply.n_item++;
    }
    if (found.n == limit) {
        const Case *last = (const Case *) found.row[limit - 1];
        reply.next = page_timed(rows, last->submitted_at_us, last->case_no);
    }
    changes_reply(out, &reply.base);
    return accept();
}
