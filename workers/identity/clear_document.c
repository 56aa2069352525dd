/* clear_document (S60): what one officer disputed takes two to clear: one who has seen the
 * document, one who approves. Source: docs/rules 2.19. */
#include "gen/identity/clear_document.h"
#include "workers/identity/standing.h"

verdict identity_clear_document(const context *ctx, view *rows, const ClearDocument *in,
                                changes *out) {
    const Person *person;
    const standing_seen seen = {in->document_type, in->document_no, in->name, in->basis_no,
                                in->valid_until};
    verdict v = standing_person(ctx, rows, &seen, &person);
    if (refused(v)) return v;
    if (standing_of(ctx, rows, person->document_hash) != STANDING_DISPUTED)
        return (verdict){E_CASE_STATE, "document_no", "not_disputed"};
    const standing_statement statement = {person->document_hash, person->person_no, STANDING_VALID,
                                          in->valid_until,       in->basis_no,      in->reason};
    standing_state(ctx, rows, &statement, out);
    standing_reply(&statement, out);
    return accept();
}
