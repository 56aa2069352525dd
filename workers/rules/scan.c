/* scan: which scans an act may name: those that an act named before, and those of the last day.
 */
#include "workers/rules/scan.h"

#include "gen/identity/rows.h"
#include "workers/rules/calendar/date.h"

verdict scan_nameable(const context *ctx, view *rows, const char *scan_no) {
    const Scan *scan = find_scan(rows, scan_no);
    bool there = scan && (scan->bound || scan->kept_at_us + DAY_US >= ctx->received_at_us);
    return there ? accept() : (verdict){E_NOT_FOUND, "scan_no", "scan_unknown"};
}
