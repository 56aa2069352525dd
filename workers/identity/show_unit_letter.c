/* show_unit_letter (S61): on which letter somebody files for a unit. The look is an entry. Source:
 * docs/rules 2.20. */
#include "gen/identity/show_unit_letter.h"
#include "gen/identity/rows.h"

verdict identity_show_unit_letter(const context *ctx, view *rows, const ShowUnitLetter *in,
                                  changes *out) {
    (void) ctx;
    const UnitLetter *letter = find_unit_letter(rows, in->login_name, in->unit_no);
    const Scan *scan = letter ? find_scan(rows, letter->scan_no) : NULL;
    if (!scan) return (verdict){E_NOT_FOUND, "login_name", "letter_without_scan"};
    UnitLetterShown reply = UNIT_LETTER_SHOWN_INIT;
    field_copy_named(&scan->base, &reply.base);
    field_copy_named(&letter->base, &reply.base); /* who handed it in for this unit, and when */
    changes_reply(out, &reply.base);
    return accept();
}
