/* unit_letter: binds a scan to the act that rests on it. */
#include "workers/identity/unit_letter.h"

#include "gen/identity/rows.h"
#include "workers/rules/scan.h"

verdict unit_letter_keep(const context *ctx, view *rows, const appointment *a, changes *out) {
    verdict v = scan_nameable(ctx, rows, a->scan_no);
    if (refused(v)) return v;
    UnitLetterKept event = UNIT_LETTER_KEPT_INIT;
    event.account_no = lend(a->account_no);
    event.unit_no = lend(a->unit_no);
    event.letter_no = lend(a->letter_no);
    event.scan_no = lend(a->scan_no);
    emit_unit_letter_kept(out, &event);
    return accept();
}
