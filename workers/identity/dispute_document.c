/* dispute_document (S60): who holds somebody else's document gets no further with it from now on.
 * Source: docs/rules 2.19. */
#include "gen/identity/dispute_document.h"
#include "workers/identity/person.h"
#include "workers/identity/standing.h"

verdict identity_dispute_document(const context *ctx, view *rows, const DisputeDocument *in,
                                  changes *out) {
    const Person *person;
    const standing_seen seen = {in->document_type, in->document_no, in->name, in->basis_no, 0};
    verdict v = standing_person(ctx, rows, &seen, &person);
    if (!refused(v)) v = standing_undisputed(ctx, rows, person->document_hash);
    if (refused(v)) return v;
    const IdentityDocument *known = find_identity_document(rows, person->document_hash);
    const standing_statement statement = {person->document_hash, person->person_no,
                                          STANDING_DISPUTED,     known ? known->valid_until : 0,
                                          in->basis_no,          in->reason};
    standing_state(ctx, rows, &statement, out);
    standing_reply(&statement, out);
    return person_tell(ctx, rows, person, standing_disputed_told, out);
}
