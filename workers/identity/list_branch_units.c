/* list_branch_units (S61): the units of a district as nodes of the tree of accounts. */
#include "gen/identity/list_branch_units.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "workers/rules/page.h"

static BranchUnit unit_line(view *rows, const Unit *unit) {
    BranchUnit out = BRANCH_UNIT_INIT;
    row_key accounts = key_account_by_unit_no(unit->unit_no);
    out.unit_no = unit->unit_no;
    out.name = unit->name;
    out.accounts = view_count(rows, &accounts);
    return out;
}

static verdict show_one(view *rows, const ListBranchUnits *in, const char *district, changes *out) {
    BranchUnitList reply = BRANCH_UNIT_LIST_INIT;
    const Unit *unit = find_unit(rows, in->unit_no);
    if (!unit || strcmp(unit->district_code, district) != 0) return refuse(E_NOT_FOUND, "unit_no");
    BranchUnit line = unit_line(rows, unit), *list[] = {&line};
    reply.unit = list;
    reply.n_unit = 1;
    changes_reply(out, &reply.base);
    return accept();
}

verdict identity_list_branch_units(const context *ctx, view *rows, const ListBranchUnits *in,
                                   changes *out) {
    const char *own = ctx->actor.district_code, *district = own[0] ? own : in->district_code;
    if (in->unit_no[0]) return show_one(rows, in, district, out);
    BranchUnitList reply = BRANCH_UNIT_LIST_INIT;
    page shown = page_of(rows, key_unit_by_district_code(district), in->limit, in->after);
    BranchUnit *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.unit);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_unit < shown.found.n; reply.n_unit++)
        line[reply.n_unit] = unit_line(rows, (const Unit *) shown.found.row[reply.n_unit]);
    if (shown.full) reply.next = line[reply.n_unit - 1].unit_no;
    changes_reply(out, &reply.base);
    return accept();
}
