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
    reply.unit_no = letter->unit_no;
    reply.account_no = letter->account_no;
    reply.letter_no = letter->letter_no;
    reply.scan_no = scan->scan_no;
    reply.form = scan->form;
    reply.file_bytes = scan->file_bytes;
    reply.file_digest = scan->file_digest;
    reply.kept_by = letter->kept_by;
    reply.kept_at_us = letter->kept_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
