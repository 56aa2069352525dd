/* keep_scan (S61): a scan of a letter waits for the act that names it. The same content has the
 * same number, and is kept once. Source: docs/rules 2.20. */
#include "gen/identity/keep_scan.h"
#include "gen/identity/rows.h"

verdict identity_keep_scan(const context *ctx, view *rows, const KeepScan *in, changes *out) {
    const Scan *there = find_scan(rows, in->file_id);
    ScanKept event = SCAN_KEPT_INIT;
    (void) ctx;
    event.scan_no = in->file_id;
    event.file_digest = in->file_digest;
    event.form = in->form;
    event.file_bytes = in->file_bytes;
    if (!there || !there->bound) emit_scan_kept(out, &event);
    ScanKeptShown reply = SCAN_KEPT_SHOWN_INIT;
    reply.scan_no = in->file_id;
    reply.form = in->form;
    reply.file_bytes = in->file_bytes;
    changes_reply(out, &reply.base);
    return accept();
}
