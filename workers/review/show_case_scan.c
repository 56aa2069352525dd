/* show_case_scan (A8, S15): on which scan a filing rests, as it was kept when the case was filed.
 * The look is an entry. Source: docs/rules 5.13. */
#include "gen/review/show_case_scan.h"

#include "gen/identity/rows.h"
#include "gen/review/rows.h"

verdict review_show_case_scan(const context *ctx, view *rows, const ShowCaseScan *in,
                              changes *out) {
    const CaseScan *kept = find_case_scan(rows, in->case_no);
    const Scan *scan = kept ? find_scan(rows, kept->scan_no) : NULL;
    (void) ctx;
    if (!scan) return (verdict){E_NOT_FOUND, "case_no", "case_without_scan"};
    CaseScanShown reply = CASE_SCAN_SHOWN_INIT;
    reply.case_no = in->case_no;
    field_copy_named(&scan->base, &reply.base);
    changes_reply(out, &reply.base);
    return accept();
}
