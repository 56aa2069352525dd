/* former: see former.h. A kept version has no values of what follows it: a change is told by two of
 * them. */
#include "workers/query/former.h"

#include <string.h>

#include "workers/query/content.h"

enum { CHANGES_MOST = 200 };

row_list former_of_person(view *rows, const char *person_no) {
    return list_person_version_by_person_no(rows,
                                            person_no); /* by its key: in order of version_no */
}

const PersonVersion *former_person(row_list kept, size_t at) {
    return (const PersonVersion *) kept.row[at];
}

const UnitVersion *former_unit(row_list kept, size_t at) {
    return (const UnitVersion *) kept.row[at];
}

void former_unit_data(view *rows, const Unit *unit, row_list kept, size_t at, UnitData *out) {
    const UnitProfile *profile = find_unit_profile(rows, unit->unit_no);
    *out = (UnitData) UNIT_DATA_INIT;
    if (at < kept.n) {
        field_copy_named(kept.row[at], &out->base);
        return;
    }
    if (profile) field_copy_named(&profile->base, &out->base);
    field_copy_named(&unit->base, &out->base);
}

size_t former_shown(row_list kept) {
    return kept.n < CHANGES_MOST ? kept.n : CHANGES_MOST;
}

status former_show(const former_change *change, arena *a, DataChange *out) {
    const command_type *business = catalog_command(change->method);
    const content what = {change->type, change->after, change->before};
    out->at_us = change->at_us;
    out->method = lend(change->method);
    out->title_zh = lend(business ? business->title.zh : "");
    out->title_en = lend(business ? business->title.en : "");
    out->case_no = lend(change->case_no);
    out->filed_role = change->filed_role;
    out->reviewed = strcmp(change->filed_by, change->decided_by) != 0;
    return content_changes(&what, a, &out->field, &out->n_field);
}
