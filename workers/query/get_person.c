/* get_person (Q09, S43): what is on record of a person now, or was at a time: the first kept
 * version that ended after it, else the present row. Source: docs/rules 5.10. */
#include "gen/query/get_person.h"

#include "workers/query/former.h"

enum { MERGED_MOST = 100 };

/* What a correction put right, where `data` still has the wrong value. */
static void correct(const PersonData *wrong, const PersonData *right, PersonData *data) {
    const message_type *type = catalog_type_of(&data->base);
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        if (field_same(type, i, &wrong->base, &right->base) ||
            !field_same(type, i, &wrong->base, &data->base))
            continue;
        if (field_is_text(type, i))
            field_set_text(&data->base, i, field_text(&right->base, i));
        else
            field_set_number(&data->base, i, field_number(&right->base, i));
    }
}

/* N4: what was on record from the `at`th version on, with what was corrected since. */
static void correct_since(const Person *person, row_list kept, size_t at, PersonData *data) {
    for (; at < kept.n; at++) {
        PersonData wrong = PERSON_DATA_INIT, right = PERSON_DATA_INIT;
        if (!former_person(kept, at)->correction) continue;
        field_copy_named(kept.row[at], &wrong.base);
        field_copy_named(at + 1 < kept.n ? kept.row[at + 1] : &person->base, &right.base);
        correct(&wrong, &right, data);
    }
}

verdict query_get_person(const context *ctx, view *rows, const GetPerson *in, changes *out) {
    const Person *person = find_person(rows, in->person_no);
    row_list kept = former_of_person(rows, in->person_no);
    row_list others = list_person_merge_by_merged_into(rows, in->person_no);
    PersonRecordShown reply = PERSON_RECORD_SHOWN_INIT;
    PersonData data = PERSON_DATA_INIT;
    size_t at = 0;
    (void) ctx;
    if (!person) return refuse(E_NOT_FOUND, "person_no");
    while (at < kept.n && in->as_of_us && former_person(kept, at)->ended_at_us <= in->as_of_us)
        at++;
    bool now = !in->as_of_us || at == kept.n;
    if (now) at = kept.n;
    field_copy_named(now ? &person->base : kept.row[at], &data.base);
    char *merged[MERGED_MOST];
    reply.merged = merged;
    for (size_t i = 0; i < others.n && i < MERGED_MOST; i++)
        merged[reply.n_merged++] = ((const PersonMerge *) others.row[i])->person_no;
    reply.merged_into = person->merged_into;
    if (in->as_valid) correct_since(person, kept, at, &data);
    reply.person_no = person->person_no;
    reply.data = &data;
    reply.since_us = at ? former_person(kept, at - 1)->ended_at_us : 0;
    reply.until_us = now ? 0 : former_person(kept, at)->ended_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
