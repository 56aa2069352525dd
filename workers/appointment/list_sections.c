/* list_sections (S53): the sections of an office. */
#include "gen/appointment/list_sections.h"

#include "gen/appointment/rows.h"

static SectionShown shown(const OfficeSection *row) {
    SectionShown out = SECTION_SHOWN_INIT;
    out.office_no = row->office_no;
    out.section = row->section;
    out.name_zh = row->name_zh;
    out.name_en = row->name_en;
    out.desks = row->desks;
    out.kept_for_counter = row->kept_for_counter;
    out.slot_minutes = row->slot_minutes;
    out.matter = row->matter;
    out.n_matter = row->n_matter;
    out.hour = row->hour;
    out.n_hour = row->n_hour;
    out.closed = row->closed;
    out.n_closed = row->n_closed;
    out.revision = row->revision;
    return out;
}

verdict appointment_list_sections(const context *ctx, view *rows, const ListSections *in,
                                  changes *out) {
    SectionList reply = SECTION_LIST_INIT;
    row_list found = list_office_section_by_office_no(rows, in->office_no);
    (void) ctx;
    SectionShown *line = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    for (; reply.n_item < found.n; reply.n_item++) {
        line[reply.n_item] = shown((const OfficeSection *) found.row[reply.n_item]);
        reply.item[reply.n_item] = &line[reply.n_item];
    }
    changes_reply(out, &reply.base);
    return accept();
}
