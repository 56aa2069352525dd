/* list_cases (Q01, Q02, Q03; S35 to S37): cases by number, of one state or of all, page by page
 * with the number there are. A page of all states is merged from the pages of each. */
#include <string.h>

#include "gen/query/list_cases.h"
#include "gen/review/rows.h"
#include "workers/query/cases.h"

enum { PAGE_DEFAULT = 50 };

/* One page of every state asked for. */
typedef struct pages {
    row_list of[CASE_STATES];
    size_t at[CASE_STATES];
    unsigned n;
    int64_t total;
} pages;

static void load(const context *ctx, view *rows, const ListCases *in, unsigned limit, pages *out) {
    int first = in->state ? (int) in->state : DRAFT, last = in->state ? (int) in->state : DISCARDED;
    for (int state = first; state <= last; state++) {
        row_key key = cases_key(ctx, "", (Review__CaseState) state);
        out->total += view_count(rows, &key);
        key.limit = limit;
        if (in->after[0]) row_key_after_text(&key, in->after);
        out->of[out->n++] = view_list(rows, &key);
    }
}

static const Case *take_next(pages *from) {
    const Case *next = NULL;
    unsigned of = 0;
    for (unsigned i = 0; i < from->n; i++) {
        if (from->at[i] == from->of[i].n) continue;
        const Case *head = (const Case *) from->of[i].row[from->at[i]];
        if (!next || strcmp(head->case_no, next->case_no) < 0) {
            next = head;
            of = i;
        }
    }
    if (next) from->at[of]++;
    return next;
}

verdict query_list_cases(const context *ctx, view *rows, const ListCases *in, changes *out) {
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    pages all = {.n = 0};
    load(ctx, rows, in, limit, &all);
    CaseList reply = CASE_LIST_INIT;
    CaseLine *line = arena_alloc(view_arena(rows), limit * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), limit * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    const Case *file;
    while (reply.n_item < limit && (file = take_next(&all))) {
        line[reply.n_item] = cases_line(ctx, rows, file);
        reply.item[reply.n_item] = &line[reply.n_item];
        reply.n_item++;
    }
    if (reply.n_item == limit) reply.next = line[limit - 1].case_no;
    reply.total = all.total;
    changes_reply(out, &reply.base);
    return accept();
}
