/* start_roster (S22, S27): the reader found the structure good and counted the rows; a file made
 * from the failed rows of an earlier roster of the unit names it, or, as a CSV or pasted rows, only
 * their numbers there. */
#include <stdio.h>
#include <string.h>

#include "gen/roster/rows.h"
#include "gen/roster/start_roster.h"
#include "proto/runtime/check.h"
#include "workers/roster/roster.h"
#include "workers/rules/calendar/date.h"

enum { LOOKED_BACK_DAYS = 31, CANDIDATES_MAX = 20 };

/* Of one unit, or, for a file that is no unit's, of one filer. */
static bool same_owner(const RosterFile *a, const RosterFile *b) {
    return !strcmp(a->unit_no, b->unit_no) && (a->unit_no[0] || !strcmp(a->filer, b->filer));
}

/* Every one of the rows failed there. */
static bool failed_there(view *rows, const RosterFile *earlier, const StartRoster *in) {
    bool all = true;
    for (size_t i = 0; i < in->n_original_row; i++) {
        const RosterRow *row = find_roster_row(rows, earlier->roster_no, in->original_row[i]);
        all = all && row && row->state == ROW_FAILED;
    }
    return all;
}

/* The unit's latest roster of this business in which just these rows failed; "" for none. */
static const char *corrected_by_rows(const context *ctx, view *rows, const StartRoster *in,
                                     const RosterFile *file) {
    char since[16];
    const char *found = "";
    unsigned looked_at = 0;
    if (!in->n_original_row) return found;
    snprintf(since, sizeof since, "%d", date_add(ctx->today, -LOOKED_BACK_DAYS));
    row_key page = key_roster_file_by_unit_no(file->unit_no);
    row_key_after_text(&page, since); /* a number begins with its day */
    page.limit = CHECK_LIST_MAX;
    row_list all = view_list(rows, &page);
    for (size_t i = all.n; i-- > 0 && looked_at < CANDIDATES_MAX;) {
        const RosterFile *earlier = (const RosterFile *) all.row[i];
        if (!same_owner(earlier, file) || earlier->state != FINISHED || !earlier->n_failed ||
            strcmp(earlier->method, file->method) != 0)
            continue;
        looked_at++;
        if (failed_there(rows, earlier, in) && !found[0]) found = earlier->roster_no;
    }
    return found;
}

static verdict check_corrected(view *rows, const StartRoster *in, const RosterFile *file) {
    if (!in->corrects[0]) return accept();
    const RosterFile *earlier = find_roster_file(rows, in->corrects);
    bool fits = earlier && same_owner(earlier, file) && !strcmp(earlier->method, file->method);
    return fits ? accept() : refuse(E_NOT_FOUND, "corrects");
}

verdict roster_start_roster(const context *ctx, view *rows, const StartRoster *in, changes *out) {
    const RosterFile *file = find_roster_file(rows, in->roster_no);
    if (!file) return refuse(E_NOT_FOUND, "roster_no");
    if ((file->state == CHECKING || file->state == RUNNING) &&
        file->n_rows == in->n_rows) { /* the reader begins again after a stop */
        roster_reply(file, out);
        return accept();
    }
    if (file->state != RECEIVED) return refuse(E_CASE_STATE, "roster_no");
    verdict v = check_corrected(rows, in, file);
    if (refused(v)) return v;
    RosterStarted event = ROSTER_STARTED_INIT;
    event.roster_no = file->roster_no;
    event.n_rows = in->n_rows;
    event.corrects = in->corrects[0] ? in->corrects : lend(corrected_by_rows(ctx, rows, in, file));
    event.n_hidden_rows = in->n_hidden_rows;
    event.n_remark_rows = in->n_remark_rows;
    event.n_other_sheets = in->n_other_sheets;
    event.n_hidden_sheets = in->n_hidden_sheets;
    emit_roster_started(out, &event);
    RosterShown reply = roster_show(file);
    reply.state = CHECKING;
    reply.n_rows = reply.n_waiting = in->n_rows;
    reply.corrects = event.corrects;
    changes_reply(out, &reply.base);
    return accept();
}
