/* list_rows (S25, S26): the rows of a roster with their results, in file order, page by page. */
#include "gen/roster/list_rows.h"
#include "gen/roster/record_rows.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"

enum { PAGE_DEFAULT = 500 };

static row_list page_of(view *rows, const ListRows *in, unsigned limit) {
    row_key page = in->state ? key_roster_row_by_roster_no_state(in->roster_no, in->state)
                             : key_roster_row_by_roster_no(in->roster_no);
    page.limit = limit;
    if (in->after > 0) {
        row_key_after_text(&page, in->roster_no);
        row_key_after_number(&page, in->after);
    }
    return view_list(rows, &page);
}

static RowResult show(const RosterRow *row) {
    RowResult out = ROW_RESULT_INIT;
    out.row_no = row->row_no;
    out.state = row->state;
    out.status = row->status;
    out.field = row->field;
    out.case_no = row->case_no;
    out.reason = row->reason;
    out.fault = row->fault;
    out.n_fault = row->n_fault;
    out.warning = row->warning;
    out.n_warning = row->n_warning;
    out.other_row = row->other_row;
    out.original_row = row->original_row;
    return out;
}

verdict roster_list_rows(const context *ctx, view *rows, const ListRows *in, changes *out) {
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    row_list page = page_of(rows, in, limit);
    RowList reply = ROW_LIST_INIT;
    RowResult *shown = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *shown);
    reply.row = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.row);
    (void) ctx;
    if (!shown || !reply.row) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++) {
        shown[i] = show((const RosterRow *) page.row[i]);
        reply.row[reply.n_row++] = &shown[i];
    }
    if (page.n == limit) reply.next = shown[page.n - 1].row_no;
    changes_reply(out, &reply.base);
    return accept();
}
