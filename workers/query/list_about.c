/* list_about (SIL 4): what anybody filed about the person who asks, the latest first. */
#include "gen/query/list_about.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "gen/review/rows.h"
#include "workers/query/cases.h"

enum { PAGE_DEFAULT = 50, CURSOR_BYTES = 44 };

/* "TIME.CASE" of the last line of the page before. */
static bool begin_behind(const char *cursor, row_key *key) {
    const char *dot = strchr(cursor, '.');
    if (!cursor[0]) return true;
    if (!dot || strspn(cursor, "0123456789") != (size_t) (dot - cursor)) return false;
    row_key_after_number(key, strtoll(cursor, NULL, 10));
    row_key_after_text(key, dot + 1);
    return true;
}

verdict query_list_about(const context *ctx, view *rows, const ListAbout *in, changes *out) {
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    row_key key = key_case_by_person_no(ctx->actor.person_no);
    key.limit = limit;
    key.backward = true;
    if (!row_key_order(&key, "submitted_at_us") || !begin_behind(in->after, &key))
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
        reply.next =
            arena_printf(view_arena(rows), "%" PRId64 ".%s", last->submitted_at_us, last->case_no);
    }
    changes_reply(out, &reply.base);
    return accept();
}
