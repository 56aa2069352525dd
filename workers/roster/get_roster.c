/* get_roster (S25): one roster with its counts, and how long it still takes. */
#include "gen/roster/get_roster.h"
#include "gen/roster/rows.h"
#include "workers/roster/roster.h"
#include "workers/rules/calendar/date.h"

enum { PROGRESS_LEAST = 100 }; /* rows, before which a rate says little */
/* A file is first checked and then applied; each pass is a row's work. A file whose rows run
 * unchecked has one pass. */
static void show_progress(const context *ctx, const RosterFile *file, RosterShown *out) {
    int64_t settled = out->n_applied + out->n_in_review + out->n_failed;
    int64_t done = settled + out->n_checked;
    int64_t passes = out->n_checked > 0 && !out->dry_run ? 2 : 1;
    int64_t took_us = ctx->received_at_us - file->received_at_us;
    if (!file->open || done < PROGRESS_LEAST || took_us <= 0) return;
    int64_t left = out->n_rows * passes - done;
    out->rows_per_second = done * SECOND_US / took_us;
    out->expected_end_us = ctx->received_at_us + (left > 0 ? left : 0) * (took_us / done);
}

verdict roster_get_roster(const context *ctx, view *rows, const GetRoster *in, changes *out) {
    const RosterFile *file = find_roster_file(rows, in->roster_no);
    if (!file) return refuse(E_NOT_FOUND, "roster_no");
    RosterShown reply = roster_show(file);
    show_progress(ctx, file, &reply);
    changes_reply(out, &reply.base);
    return accept();
}
