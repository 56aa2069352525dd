/* list_unit_changes (S16, S38): every change of a unit's data, the latest first, value by value.
 * Source: docs/rules 5.12. */
#include "gen/query/list_unit_changes.h"

#include "workers/query/former.h"

/* The same line without kinds of personal data: a unit's data are shown to it and to its district
 * whole. */
static UnitChange *line_of(const DataChange *line, arena *a) {
    UnitChange *out = arena_alloc(a, sizeof *out);
    UnitFieldChange *field = arena_alloc(a, (line->n_field + 1) * sizeof *field);
    UnitFieldChange **list = arena_alloc(a, (line->n_field + 1) * sizeof *list);
    if (!out || !field || !list) return NULL;
    *out = (UnitChange) UNIT_CHANGE_INIT;
    field_copy_named(&line->base, &out->base);
    for (size_t i = 0; i < line->n_field; i++) {
        field[i] = (UnitFieldChange) UNIT_FIELD_CHANGE_INIT;
        field_copy_named(&line->field[i]->base, &field[i].base);
        list[i] = &field[i];
    }
    out->field = list;
    out->n_field = line->n_field;
    return out;
}

static status show_one(view *rows, const Unit *unit, row_list kept, size_t at, UnitChange **out) {
    DataChange line = DATA_CHANGE_INIT;
    const UnitVersion *ended = former_unit(kept, at);
    UnitData before, after;
    former_unit_data(rows, unit, kept, at, &before);
    former_unit_data(rows, unit, kept, at + 1, &after);
    const former_change change = {.at_us = ended->ended_at_us,
                                  .method = ended->method,
                                  .case_no = ended->case_no,
                                  .filed_by = ended->filed_by,
                                  .decided_by = ended->decided_by,
                                  .filed_role = ended->filed_role,
                                  .type = catalog_type_of(&after.base),
                                  .before = &before.base,
                                  .after = &after.base};
    status s = former_show(&change, view_arena(rows), &line);
    *out = s == OK ? line_of(&line, view_arena(rows)) : NULL;
    return s == OK && !*out ? E_ARENA : s;
}

verdict query_list_unit_changes(const context *ctx, view *rows, const ListUnitChanges *in,
                                changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    row_list kept = list_unit_version_by_unit_no(rows, in->unit_no);
    (void) find_unit_profile(rows, in->unit_no);
    UnitChanges reply = UNIT_CHANGES_INIT;
    size_t n = former_shown(kept);
    UnitChange **list = arena_alloc(view_arena(rows), (n + 1) * sizeof *list);
    (void) ctx;
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    if (!list) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < n; i++) {
        status s = show_one(rows, unit, kept, kept.n - 1 - i, &list[i]);
        if (s != OK) return refuse(s, NULL);
    }
    reply.unit_no = unit->unit_no;
    reply.change = list;
    reply.n_change = n;
    changes_reply(out, &reply.base);
    return accept();
}
