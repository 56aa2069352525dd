/* record_bulk (A29): what became of some cases of an open run. One that was recorded before keeps
 * its first result and is not counted again, so that the agent may repeat after a stop; counts are
 * absolute and always add up to the cases of the run. */
#include "gen/review/record_bulk.h"

#include <string.h>

#include "proto/runtime/view/history.h"
#include "workers/review/bulk.h"

static bool named_before(const RecordBulk *in, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (!strcmp(in->result[i]->of_case, in->result[at]->of_case)) return true;
    return false;
}

static bool is_result(Review__BulkState state) {
    return state == BULK_APPROVED || state == BULK_FAILED || state == BULK_REFUSED;
}

static bool was_approved(history steps, const char *bulk_no) {
    for (size_t i = 0; i < steps.n; i++)
        if (!strcmp(steps.event[i].type->name, "review.CaseBulkApproved") &&
            !strcmp(field_named(steps.event[i].type->message, steps.event[i].event, "bulk_no"),
                    bulk_no))
            return true;
    return false;
}

/* An agent that stopped between an approval and its record asks again, and is refused where the
 * reviewer's account was disabled since: what the log says counts. */
static void hold_to_log(view *rows, const BulkRun *run, BulkResult *result) {
    if (result->state != BULK_REFUSED) return;
    const Case *file = find_case(rows, result->of_case);
    if (!file || strcmp(file->decided_by, run->account_no) != 0) return;
    if (!was_approved(view_history(rows, file->case_no), run->bulk_no)) return;
    result->state = file->state == CASE_APPLIED ? BULK_APPROVED : BULK_FAILED;
    result->status = file->state == CASE_APPLIED ? OK : (status) file->failure;
    result->field = file->state == CASE_APPLIED ? lend("") : file->failure_field;
    result->reason = lend("");
}

static verdict take_new(view *rows, const BulkRun *run, const RecordBulk *in, BulkRecorded *event) {
    for (size_t i = 0; i < in->n_result; i++) {
        BulkResult *result = arena_alloc(view_arena(rows), sizeof *result);
        if (!result) return refuse(E_ARENA, NULL);
        *result = *in->result[i];
        const BulkItem *item = find_bulk_item(rows, in->bulk_no, result->of_case);
        if (!is_result(result->state)) return refuse(E_REQUIRED, "result.state");
        if (!item && view_missing(rows))
            continue; /* all are asked for, so that they come at once */
        if (!item) return refuse(E_NOT_FOUND, "result.of_case");
        if (item->state != BULK_WAITING || named_before(in, i)) continue;
        hold_to_log(rows, run, result);
        event->n_approved += result->state == BULK_APPROVED;
        event->n_failed += result->state == BULK_FAILED;
        event->n_refused += result->state == BULK_REFUSED;
        event->result[event->n_result++] = result;
    }
    return accept();
}

verdict review_record_bulk(const context *ctx, view *rows, const RecordBulk *in, changes *out) {
    const BulkRun *found = find_bulk_run(rows, in->bulk_no);
    BulkRecorded event = BULK_RECORDED_INIT;
    if (!found) return refuse(E_NOT_FOUND, "bulk_no");
    BulkRun run = *found;
    event.bulk_no = run.bulk_no;
    event.n_approved = run.n_approved;
    event.n_failed = run.n_failed;
    event.n_refused = run.n_refused;
    event.result = arena_alloc(view_arena(rows), (in->n_result + 1) * sizeof *event.result);
    if (!event.result) return refuse(E_ARENA, NULL);
    verdict v = take_new(rows, found, in, &event);
    if (refused(v)) return v;
    if (event.n_result) emit_bulk_recorded(out, &event);
    run.n_approved = event.n_approved;
    run.n_failed = event.n_failed;
    run.n_refused = event.n_refused;
    if (run.open && run.n_approved + run.n_failed + run.n_refused == run.n_cases) {
        BulkEnded over = BULK_ENDED_INIT;
        over.bulk_no = run.bulk_no;
        over.account_no = run.account_no;
        emit_bulk_ended(out, &over);
        run.open = false;
        run.finished_at_us = ctx->received_at_us;
    }
    BulkLine reply = bulk_line(&run);
    changes_reply(out, &reply.base);
    return accept();
}
