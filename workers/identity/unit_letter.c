/* unit_letter: binds a scan to the act that rests on it. */
#include "workers/identity/unit_letter.h"

#include "gen/identity/rows.h"
#include "workers/rules/calendar/date.h"

verdict unit_letter_keep(const context *ctx, view *rows, const appointment *a, changes *out) {
    const Scan *scan = find_scan(rows, a->scan_no);
    if (!scan || (!scan->bound && scan->kept_at_us + DAY_US < ctx->received_at_us))
        return (verdict){E_NOT_FOUND, "scan_no", "scan_unknown"};
    UnitLetterKept event = UNIT_LETTER_KEPT_INIT;
    event.account_no = lend(a->account_no);
    event.unit_no = lend(a->unit_no);
    event.letter_no = lend(a->letter_no);
    event.scan_no = lend(a->scan_no);
    emit_unit_letter_kept(out, &event);
    return accept();
}
