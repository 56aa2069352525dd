/* record_rows (S22, S25): what became of some rows of a running roster. A row recorded before keeps
 * its first result and is not counted again, so that the reader may repeat after a stop; totals are
 * absolute and always add up to the rows of the file. */
#include "gen/roster/record_rows.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"

#define ROWS_MAX 500 /* of the contract */

static bool named_before(const RecordRows *in, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (in->row[i]->row_no == in->row[at]->row_no) return true;
    return false;
}

static void count(const RowResult *row, RosterShown *total) {
    if (row->state == ROW_APPLIED)
        total->n_applied++;
    else if (row->state == ROW_IN_REVIEW)
        total->n_in_review++;
    else
        total->n_failed++;
    total->n_warned += row->n_warning > 0;
    total->n_waiting--;
}

static verdict take_new(view *rows, const RecordRows *in, const RosterFile *file,
                        RowsRecorded *event, RosterShown *total) {
    for (size_t i = 0; i < in->n_row; i++) {
        RowResult *row = in->row[i];
        if (row->state == ROW_NONE) return refuse(E_REQUIRED, "row.state");
        if (find_roster_row(rows, file->roster_no, row->row_no) || named_before(in, i)) continue;
        count(row, total);
        event->row[event->n_row++] = row;
        if (total->n_waiting < 0) return refuse(E_RANGE, "row");
    }
    return accept();
}

/* Of rows that are recorded now. Each event makes a row of its own: all are asked for here, so that
 * they are loaded in one round and not one by one. */
static void keep_cells(view *rows, const RecordRows *in, const RowsRecorded *event, changes *out) {
    for (size_t i = 0; i < in->n_cells; i++)
        for (size_t k = 0; k < event->n_row; k++) {
            if (event->row[k]->row_no != in->cells[i]->row_no) continue;
            if (find_roster_cells(rows, event->roster_no, in->cells[i]->row_no)) break;
            RowCellsKept kept = ROW_CELLS_KEPT_INIT;
            kept.roster_no = event->roster_no;
            kept.row_no = in->cells[i]->row_no;
            kept.cells = in->cells[i]->cells;
            emit_row_cells_kept(out, &kept);
            break;
        }
}

verdict roster_record_rows(const context *ctx, view *rows, const RecordRows *in, changes *out) {
    RowResult *fresh[ROWS_MAX];
    RowsRecorded event = ROWS_RECORDED_INIT;
    const RosterFile *file = find_roster_file(rows, in->roster_no);
    (void) ctx;
    if (!file) return refuse(E_NOT_FOUND, "roster_no");
    if (in->n_row > ROWS_MAX) return refuse(E_TOO_LONG, "row");
    event.roster_no = file->roster_no;
    event.row = fresh;
    RosterShown total = roster_show(file);
    verdict v = take_new(rows, in, file, &event, &total);
    if (refused(v)) return v;
    if (event.n_row && file->state != RUNNING) return refuse(E_CASE_STATE, "roster_no");
    event.n_applied = total.n_applied;
    event.n_in_review = total.n_in_review;
    event.n_failed = total.n_failed;
    event.n_warned = total.n_warned;
    if (event.n_row) emit_rows_recorded(out, &event);
    keep_cells(rows, in, &event, out);
    changes_reply(out, &total.base);
    return accept();
}
