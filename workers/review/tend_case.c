/* tend_case (A6, N12): the clock reminds the reviewer before the term of a case ends, and moves the
 * case up when it has. A missed term decides nothing. The times are computed anew, so that a
 * calendar that changed meanwhile counts; after a downtime what is over is over since its own
 * minute. Source: docs/cases.md. */
#include "gen/review/tend_case.h"

#include "workers/review/case.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/term.h"

static void remind(const context *ctx, view *rows, const Case *file, int64_t due, changes *out) {
    const char *head[CASE_OVERSEERS_MAX];
    size_t n = case_overseers(rows, file, head);
    bool held = claim_lives(rows, file, ctx->received_at_us);
    CaseReminded event = CASE_REMINDED_INIT;
    event.case_no = file->case_no;
    event.reviewer = lend(held ? file->claimed_by : n ? head[0] : "");
    event.due_at_us = event.tend_at_us = due;
    emit_case_reminded(out, &event);
}

static void move_up(const context *ctx, view *rows, const Case *file, int64_t due, changes *out) {
    const char *head[CASE_OVERSEERS_MAX];
    size_t n = case_overseers(rows, file, head);
    CaseTermMissed event = CASE_TERM_MISSED_INIT;
    event.case_no = file->case_no;
    event.missed_at_us = due;
    if (claim_lives(rows, file, ctx->received_at_us)) event.reviewer = file->claimed_by;
    emit_case_term_missed(out, &event);
    for (size_t i = 0; i < n; i++) {
        CaseMovedUp up = CASE_MOVED_UP_INIT;
        up.case_no = file->case_no;
        up.account_no = lend(head[i]);
        emit_case_moved_up(out, &up);
    }
}

verdict review_tend_case(const context *ctx, view *rows, const TendCase *in, changes *out) {
    const Case *file = find_case(rows, in->case_no);
    if (!file) return refuse(E_NOT_FOUND, "case_no");
    if (!file->tend_at_us || file->tend_at_us > ctx->received_at_us)
        return refuse(E_CASE_STATE, "case_no");
    int64_t due = term_due_us(ctx, rows, file), remind_at = term_remind_us(ctx, rows, file);
    int64_t next = file->reminded_at_us || !remind_at ? due : remind_at;
    if (!term_runs(file)) /* destroyed with its person: it is over */
        term_set(file->case_no, &(term_times){.used_days = file->used_days}, out);
    else if (!due) /* the calendar of that time is not known yet */
        term_set(file->case_no,
                 &(term_times){.runs_from_us = file->runs_from_us,
                               .used_days = file->used_days,
                               .tend_at_us = ctx->received_at_us + TERM_LOOK_AGAIN_DAYS * DAY_US},
                 out);
    else if (due <= ctx->received_at_us)
        move_up(ctx, rows, file, due, out);
    else if (next <= ctx->received_at_us)
        remind(ctx, rows, file, due, out);
    else
        term_set(file->case_no,
                 &(term_times){.runs_from_us = file->runs_from_us,
                               .used_days = file->used_days,
                               .tend_at_us = next,
                               .due_at_us = due},
                 out);
    case_reply(file, file->state, out);
    return accept();
}
