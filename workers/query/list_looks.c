/* list_looks (A11): the person's own list of who looked; what the person is told later is counted.
 */
#include "gen/query/list_looks.h"
#include "gen/query/rows.h"
#include "workers/query/looks.h"

enum { PAGE_DEFAULT = 50 };

static int64_t count_hidden(const context *ctx, view *rows, const char *person_no) {
    row_list delayed = list_look_by_person_no_timing(rows, person_no, DELAYED);
    int64_t n = 0;
    for (size_t i = 0; i < delayed.n; i++) n += looks_hidden(ctx, (const Look *) delayed.row[i]);
    return n;
}

verdict query_list_looks(const context *ctx, view *rows, const ListLooks *in, changes *out) {
    row_key key = key_look_by_person_no(in->person_no);
    LookList reply = LOOK_LIST_INIT;
    reply.total = view_count(rows, &key);
    reply.delayed = count_hidden(ctx, rows, in->person_no);
    key.limit = in->limit ? in->limit : PAGE_DEFAULT;
    if (in->after[0]) {
        row_key_after_text(&key, in->person_no);
        row_key_after_text(&key, in->after);
    }
    row_list page = view_list(rows, &key);
    LookShown *shown = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *shown);
    reply.look = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.look);
    if (!shown || !reply.look) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++) {
        const Look *row = (const Look *) page.row[i];
        if (page.n == key.limit) reply.next = row->look_no;
        if (looks_hidden(ctx, row)) continue;
        if (looks_show(row, view_arena(rows), &shown[reply.n_look]) != OK)
            return refuse(E_ARENA, NULL);
        reply.look[reply.n_look] = &shown[reply.n_look];
        reply.n_look++;
    }
    changes_reply(out, &reply.base);
    return accept();
}
