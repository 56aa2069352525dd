/* bulk_page: pages of runs and of their cases. */
#include "workers/review/bulk_page.h"

#include "gen/review/list_open_bulks.h"
#include "workers/review/bulk.h"

enum { PAGE_DEFAULT = 50 };

verdict bulk_page(view *rows, row_key *key, uint32_t limit, const char *after, changes *out) {
    const unsigned most = limit ? limit : PAGE_DEFAULT;
    key->limit = most + 1;
    key->backward = true;
    if (after[0]) row_key_after_text(key, after);
    row_list found = view_list(rows, key);
    BulkList reply = BULK_LIST_INIT;
    BulkLine *line = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *line);
    reply.run = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *reply.run);
    if (!line || !reply.run) return refuse(E_ARENA, NULL);
    for (; reply.n_run < found.n && reply.n_run < most; reply.n_run++) {
        line[reply.n_run] = bulk_line((const BulkRun *) found.row[reply.n_run]);
        reply.run[reply.n_run] = &line[reply.n_run];
    }
    if (found.n > most) reply.next = line[most - 1].bulk_no;
    changes_reply(out, &reply.base);
    return accept();
}

static row_key cases_key(const bulk_cut *cut, unsigned limit) {
    row_key key = cut->state ? key_bulk_item_by_bulk_no_state(cut->bulk_no, cut->state)
                             : key_bulk_item_by_bulk_no(cut->bulk_no);
    key.limit = limit + 1;
    if (!cut->after[0]) return key;
    row_key_after_text(&key, cut->bulk_no);
    row_key_after_text(&key, cut->after);
    return key;
}

verdict bulk_cases(view *rows, const bulk_cut *cut, changes *out) {
    const BulkRun *run = find_bulk_run(rows, cut->bulk_no);
    const unsigned limit = cut->limit ? cut->limit : PAGE_DEFAULT;
    row_key key = cases_key(cut, limit);
    row_list found = view_list(rows, &key);
    if (!run) return refuse(E_NOT_FOUND, "bulk_no");
    BulkLine head = bulk_line(run);
    BulkShown reply = BULK_SHOWN_INIT;
    BulkOutcome *line = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    reply.line = &head;
    for (; reply.n_item < found.n && reply.n_item < limit; reply.n_item++) {
        BulkOutcome *one = &line[reply.n_item];
        *one = (BulkOutcome) BULK_OUTCOME_INIT;
        field_copy_named(found.row[reply.n_item], &one->base);
        bulk_tell(one);
        reply.item[reply.n_item] = one;
    }
    if (found.n > limit) reply.next = line[limit - 1].of_case;
    changes_reply(out, &reply.base);
    return accept();
}
