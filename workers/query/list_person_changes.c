/* list_person_changes (S15, A8): every change of a person's data, the latest first, value by value.
 * Source: docs/rules 5.10. */
#include "gen/query/list_person_changes.h"

#include "gen/query/get_person.h"
#include "workers/query/former.h"

/* What was on record: a kept version, or behind the last one what is now. */
static PersonData *data_at(view *rows, const Person *person, row_list kept, size_t at) {
    PersonData *data = arena_alloc(view_arena(rows), sizeof *data);
    if (!data) return NULL;
    *data = (PersonData) PERSON_DATA_INIT;
    field_copy_named(at < kept.n ? kept.row[at] : &person->base, &data->base);
    return data;
}

static status show_one(view *rows, const Person *person, row_list kept, size_t at,
                       DataChange *out) {
    const PersonVersion *ended = former_person(kept, at);
    const PersonData *before = data_at(rows, person, kept, at),
                     *after = data_at(rows, person, kept, at + 1);
    if (!before || !after) return E_ARENA;
    const former_change change = {.at_us = ended->ended_at_us,
                                  .method = ended->method,
                                  .case_no = ended->case_no,
                                  .filed_by = ended->filed_by,
                                  .decided_by = ended->decided_by,
                                  .filed_role = ended->filed_role,
                                  .type = catalog_type_of(&after->base),
                                  .before = &before->base,
                                  .after = &after->base};
    out->correction = ended->correction;
    out->corrects_case = ended->corrects_case;
    out->evidence = ended->scan_no[0] != '\0';
    return former_show(&change, view_arena(rows), out);
}

verdict query_list_person_changes(const context *ctx, view *rows, const ListPersonChanges *in,
                                  changes *out) {
    const Person *person = find_person(rows, in->person_no);
    row_list kept = former_of_person(rows, in->person_no);
    size_t n = former_shown(kept);
    DataChange *line = arena_alloc(view_arena(rows), (n + 1) * sizeof *line);
    DataChange **list = arena_alloc(view_arena(rows), (n + 1) * sizeof *list);
    PersonChanges reply = PERSON_CHANGES_INIT;
    (void) ctx;
    if (!person) return refuse(E_NOT_FOUND, "person_no");
    if (!line || !list) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < n; i++) {
        line[i] = (DataChange) DATA_CHANGE_INIT;
        list[i] = &line[i];
        status s = show_one(rows, person, kept, kept.n - 1 - i, &line[i]);
        if (s != OK) return refuse(s, NULL);
    }
    reply.person_no = person->person_no;
    reply.change = list;
    reply.n_change = n;
    changes_reply(out, &reply.base);
    return accept();
}
