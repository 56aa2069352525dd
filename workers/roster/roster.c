/* roster: shows a roster and its counts; what its commands share. */
#include "workers/roster/roster.h"

#include "gen/roster/rows.h"

RosterShown roster_show(const RosterFile *file) {
    RosterShown out = ROSTER_SHOWN_INIT;
    out.roster_no = file->roster_no;
    out.unit_no = file->unit_no;
    out.method = file->method;
    out.state = file->state;
    out.n_rows = file->n_rows;
    out.n_applied = file->n_applied;
    out.n_in_review = file->n_in_review;
    out.n_failed = file->n_failed;
    out.n_waiting = file->n_rows - file->n_applied - file->n_in_review - file->n_failed;
    out.dry_run = file->dry_run;
    out.refusal = file->refusal;
    out.refusal_field = file->refusal_field;
    out.result_file = file->result_file;
    out.corrects = file->corrects;
    out.filer = file->filer;
    out.received_at_us = file->received_at_us;
    out.finished_at_us = file->finished_at_us;
    out.file_id = file->file_id;
    out.purpose = file->purpose;
    out.n_checked = file->n_checked;
    out.n_refused = file->n_refused;
    out.n_warned = file->n_warned;
    out.n_hidden_rows = file->n_hidden_rows;
    out.n_remark_rows = file->n_remark_rows;
    out.n_other_sheets = file->n_other_sheets;
    out.n_hidden_sheets = file->n_hidden_sheets;
    return out;
}

void roster_reply(const RosterFile *file, changes *out) {
    RosterShown reply = roster_show(file);
    changes_reply(out, &reply.base);
}

verdict roster_reply_list(view *rows, row_list files, bool named, changes *out) {
    RosterList reply = ROSTER_LIST_INIT;
    RosterShown *shown = arena_alloc(view_arena(rows), (files.n + 1) * sizeof *shown);
    reply.roster = arena_alloc(view_arena(rows), (files.n + 1) * sizeof *reply.roster);
    if (!shown || !reply.roster) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < files.n; i++) {
        const RosterFile *file = (const RosterFile *) files.row[i];
        shown[i] = roster_show(file);
        if (named) shown[i].file_name = file->file_name;
        reply.roster[reply.n_roster++] = &shown[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}
