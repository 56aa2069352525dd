/* list_offices: how the districts' offices are reached, and which one is the asker's. */
#include "gen/desk/list_offices.h"

#include <string.h>

#include "gen/desk/office.h"
#include "workers/rules/district.h"
#include "workers/rules/spell.h"

static const char *own_district(const actor *who, view *rows) {
    if (who->role == KERNEL__ROLE__PERSON)
        return who->person_no[0] ? district_of_person(rows, who->person_no) : "";
    if (who->district_code[0]) return who->district_code;
    if (who->community_code[0]) return spell_community_district(rows, who->community_code);
    return district_of_unit(rows, who->unit_no);
}

static OfficeShown shown(const Office *row) {
    OfficeShown out = OFFICE_SHOWN_INIT;
    out.office_no = row->office_no;
    out.name_zh = row->name_zh;
    out.name_en = row->name_en;
    out.address_zh = row->address_zh;
    out.address_en = row->address_en;
    out.phone = row->phone;
    out.hours_zh = row->hours_zh;
    out.hours_en = row->hours_en;
    out.demonstration = row->demonstration;
    return out;
}

verdict desk_list_offices(const context *ctx, view *rows, const ListOffices *in, changes *out) {
    OfficeList reply = OFFICE_LIST_INIT;
    row_list found = list_office_by_listed(rows, true);
    (void) in;
    const char *own =
        ctx->actor.role == KERNEL__ROLE__ANYONE ? "" : own_district(&ctx->actor, rows);
    OfficeShown *line = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *line);
    reply.office = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *reply.office);
    if (!own || !line || !reply.office) return refuse(E_ARENA, NULL);
    for (; reply.n_office < found.n; reply.n_office++) {
        line[reply.n_office] = shown((const Office *) found.row[reply.n_office]);
        reply.office[reply.n_office] = &line[reply.n_office];
    }
    reply.own = lend(own);
    changes_reply(out, &reply.base);
    return accept();
}
