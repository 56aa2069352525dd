/* find_resident (A35): whether who stands at the counter is of this community, and what may be
 * filed for him. A wrong name is refused as a person of elsewhere is. Source: docs/rules 5.9. */
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/query/find_resident.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/spell.h"

enum { NAME_BYTES = 401, CONTRIBUTING = 1 };

static const Person *person_of(const context *ctx, view *rows, const FindResident *in) {
    char number[DOCUMENT_SIZE], name[NAME_BYTES];
    if (document_fold(in->document_no, number) != OK) return NULL;
    if (!field_name_plain(in->name, name, sizeof name)) return NULL;
    const PersonDirectory *place = find_person_directory(rows, ctx->search_hash(ctx, rows, number));
    const Person *person = place ? find_person(rows, place->person_no) : NULL;
    return person && !strcmp(person->name, name) ? person : NULL;
}

verdict query_find_resident(const context *ctx, view *rows, const FindResident *in, changes *out) {
    const Person *person = person_of(ctx, rows, in);
    if (!person) return (verdict){E_FORBIDDEN, "document_no", "relation"};
    const Spell *latest = spells_of(rows, person->person_no).latest;
    bool open = latest && latest->status == CONTRIBUTING;
    char *may[] = {lend(open ? "enrolment.SuspendMember" : "enrolment.ResumeMember"),
                   lend("enrolment.ChangePersonInfo")};
    Resident found = RESIDENT_INIT, *list[] = {&found};
    found.person_no = person->person_no;
    found.may_file = may;
    found.n_may_file = sizeof may / sizeof may[0];
    ResidentFound reply = RESIDENT_FOUND_INIT;
    reply.resident = list;
    reply.n_resident = 1;
    changes_reply(out, &reply.base);
    return accept();
}
