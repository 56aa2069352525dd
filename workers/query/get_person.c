/* get_person (Q09, S43): what is on record of a person now, or was at a time: the first kept
 * version that ended after it, else the present row. Source: docs/rules 5.10. */
#include "gen/query/get_person.h"

#include "workers/query/former.h"

verdict query_get_person(const context *ctx, view *rows, const GetPerson *in, changes *out) {
    const Person *person = find_person(rows, in->person_no);
    row_list kept = former_of_person(rows, in->person_no);
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
    reply.person_no = person->person_no;
    reply.data = &data;
    reply.since_us = at ? former_person(kept, at - 1)->ended_at_us : 0;
    reply.until_us = now ? 0 : former_person(kept, at)->ended_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
