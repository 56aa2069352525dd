/* read_document (S60): an officer has seen a valid document, so it is valid until its date. One
 * that is disputed is cleared by two (clear_document). Source: docs/rules 2.19. */
#include "gen/identity/read_document.h"
#include "workers/identity/standing.h"

verdict identity_read_document(const context *ctx, view *rows, const ReadDocument *in,
                               changes *out) {
    const Person *person;
    const standing_seen seen = {in->document_type, in->document_no, in->name, in->basis_no,
                                in->valid_until};
    verdict v = standing_person(ctx, rows, &seen, &person);
    if (!refused(v)) v = standing_undisputed(ctx, rows, person->document_hash);
    if (refused(v)) return v;
    const standing_statement statement = {person->document_hash, person->person_no, STANDING_VALID,
                                          in->valid_until,       in->basis_no,      ""};
    standing_state(ctx, rows, &statement, out);
    standing_reply(&statement, out);
    return accept();
}
