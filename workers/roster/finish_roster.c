/* finish_roster (S25, S26): all rows are recorded, or the file as a whole was refused. */
#include "gen/roster/finish_roster.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"

verdict roster_finish_roster(const context *ctx, view *rows, const FinishRoster *in, changes *out) {
    const RosterFile *file = find_roster_file(rows, in->roster_no);
    if (!file) return refuse(E_NOT_FOUND, "roster_no");
    RosterShown reply = roster_show(file);
    if (!file->open) { /* finished already: the reader asks again after a stop */
        changes_reply(out, &reply.base);
        return accept();
    }
    bool whole = file->state == RUNNING && reply.n_waiting == 0;
    if (in->refusal == OK && !whole) /* S25: no row is left without a result */
        return refuse(E_CASE_STATE, "roster_no");
    RosterFinished event = ROSTER_FINISHED_INIT;
    event.roster_no = file->roster_no;
    event.state = in->refusal == OK ? FINISHED : ROSTER_REFUSED;
    event.refusal = in->refusal;
    event.refusal_field = in->refusal_field;
    event.result_file = in->result_file;
    emit_roster_finished(out, &event);
    reply.state = event.state;
    reply.refusal = event.refusal;
    reply.refusal_field = event.refusal_field;
    reply.result_file = event.result_file;
    reply.finished_at_us = ctx->received_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
