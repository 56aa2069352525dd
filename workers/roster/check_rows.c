/* check_rows (A30, S25): how far the dry pass is. Rows are filed only after it, because docs/rules
 * 6.3 asks how many of all rows are refused. A reader that begins again after a stop counts from
 * the beginning: what was counted already stays shown. */
#include "gen/roster/check_rows.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"

verdict roster_check_rows(const context *ctx, view *rows, const CheckRows *in, changes *out) {
    const RosterFile *file = find_roster_file(rows, in->roster_no);
    (void) ctx;
    if (!file) return refuse(E_NOT_FOUND, "roster_no");
    if (in->n_checked > file->n_rows) return refuse(E_RANGE, "n_checked");
    if (in->n_refused > in->n_checked) return refuse(E_RANGE, "n_refused");
    if (file->state == RUNNING || in->n_checked <= file->n_checked) { /* said before */
        roster_reply(file, out);
        return accept();
    }
    if (file->state != CHECKING) return refuse(E_CASE_STATE, "roster_no");
    RowsChecked event = ROWS_CHECKED_INIT;
    event.roster_no = file->roster_no;
    event.state = in->n_checked == file->n_rows ? RUNNING : CHECKING;
    event.n_checked = in->n_checked;
    event.n_refused = in->n_refused;
    emit_rows_checked(out, &event);
    RosterShown reply = roster_show(file);
    reply.state = event.state;
    reply.n_checked = event.n_checked;
    reply.n_refused = event.n_refused;
    changes_reply(out, &reply.base);
    return accept();
}
