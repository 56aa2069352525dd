/* start_roster (S22, S27): the reader found the structure good and counted the rows; a file made
 * from the failed rows of an earlier roster of the unit names it. */
#include <string.h>

#include "gen/roster/rows.h"
#include "gen/roster/start_roster.h"
#include "workers/roster/roster.h"

static verdict check_corrected(view *rows, const StartRoster *in, const RosterFile *file) {
    if (!in->corrects[0]) return accept();
    const RosterFile *earlier = find_roster_file(rows, in->corrects);
    bool fits = earlier && !strcmp(earlier->unit_no, file->unit_no) &&
                !strcmp(earlier->method, file->method);
    return fits ? accept() : refuse(E_NOT_FOUND, "corrects");
}

verdict roster_start_roster(const context *ctx, view *rows, const StartRoster *in, changes *out) {
    const RosterFile *file = find_roster_file(rows, in->roster_no);
    (void) ctx;
    if (!file) return refuse(E_NOT_FOUND, "roster_no");
    if (file->state == RUNNING &&
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
    event.corrects = in->corrects;
    emit_roster_started(out, &event);
    RosterShown reply = roster_show(file);
    reply.state = RUNNING;
    reply.n_rows = reply.n_waiting = in->n_rows;
    reply.corrects = in->corrects;
    changes_reply(out, &reply.base);
    return accept();
}
