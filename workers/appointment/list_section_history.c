/* list_section_history (A18): every plan that a section ever had. */
#include "gen/appointment/list_section_history.h"

#include "gen/appointment/rows.h"

static SectionRevisionShown shown(const SectionRevision *row) {
    SectionRevisionShown out = SECTION_REVISION_SHOWN_INIT;
    out.revision = row->revision;
    out.name_zh = row->name_zh;
    out.desks = row->desks;
    out.kept_for_counter = row->kept_for_counter;
    out.slot_minutes = row->slot_minutes;
    out.hour = row->hour;
    out.n_hour = row->n_hour;
    out.closed = row->closed;
    out.n_closed = row->n_closed;
    out.reason = row->reason;
    out.set_by = row->set_by;
    out.set_at_us = row->set_at_us;
    return out;
}

verdict appointment_list_section_history(const context *ctx, view *rows,
                                         const ListSectionHistory *in, changes *out) {
    SectionHistory reply = SECTION_HISTORY_INIT;
    row_list found = list_section_revision_by_office_no_section(rows, in->office_no, in->section);
    (void) ctx;
    SectionRevisionShown *line = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *line);
    reply.revision = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *reply.revision);
    if (!line || !reply.revision) return refuse(E_ARENA, NULL);
    for (; reply.n_revision < found.n; reply.n_revision++) {
        line[reply.n_revision] = shown((const SectionRevision *) found.row[reply.n_revision]);
        reply.revision[reply.n_revision] = &line[reply.n_revision];
    }
    changes_reply(out, &reply.base);
    return accept();
}
