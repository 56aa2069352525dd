/* reveal_person: what identifies a person, unmasked; the gates ask for the purpose, the engine
 * notes the look. A destroyed person shows empty fields. */
#include "gen/query/reveal_person.h"
#include "gen/enrolment/rows.h"

verdict query_reveal_person(const context *ctx, view *rows, const RevealPerson *in, changes *out) {
    const Person *person = find_person(rows, in->person_no);
    (void) ctx;
    if (!person) return refuse(E_NOT_FOUND, "person_no");
    PersonRevealed reply = PERSON_REVEALED_INIT;
    reply.person_no = person->person_no;
    reply.name = person->name;
    reply.document_type = person->document_type;
    reply.document_no = person->document_no;
    reply.sex = person->sex;
    reply.birth_date = person->birth_date;
    reply.mobile = person->mobile;
    reply.address = person->address;
    reply.hukou_place = person->hukou_place;
    changes_reply(out, &reply.base);
    return accept();
}
