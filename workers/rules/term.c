/* term: computes when the office of a case is late and when what waits for its filer ends. */
#include "workers/rules/term.h"

#include <stdlib.h>
#include <string.h>

#include "workers/rules/calendar/date.h"
#include "workers/rules/deadline.h"
#include "workers/rules/figure.h"

/* Of the month of `day`: a case keeps the figures of its receipt. */
static int32_t figure_at(const context *ctx, int32_t group, int32_t day) {
    const param *row;
    return figure_find(ctx, PARAM_TERM, group, day, &row) == OK ? row->step : -1;
}

int32_t term_figure(const context *ctx, int32_t group) {
    return figure_at(ctx, group, ctx->today);
}

term_days term_days_of(const context *ctx, const command_type *command, int32_t day) {
    const char *kind = command && command->kind ? command->kind : "";
    int32_t number = kind[0] == 'B' ? (int32_t) strtol(kind + 1, NULL, 10) : 0;
    int32_t calendar = number ? figure_at(ctx, TERM_OF_BUSINESS_CALENDAR + number, day) : -1;
    int32_t own = number ? figure_at(ctx, TERM_OF_BUSINESS + number, day) : -1;
    if (calendar > 0) return (term_days){calendar, true};
    return (term_days){own > 0 ? own : figure_at(ctx, TERM_REVIEW_DAYS, day), false};
}

bool term_runs(const Case *file) {
    return file->state == PENDING && !file->paper_asked_at_us;
}

/* Cases from before the clock was kept run from their submission. */
static int64_t began(const Case *file) {
    return file->runs_from_us ? file->runs_from_us : file->submitted_at_us;
}

static int64_t closing_us(const context *ctx, int32_t day) {
    int32_t hour = term_figure(ctx, TERM_DAY_ENDS);
    return date_us(day, hour > 0 ? hour : 24);
}

/* ---- the office's days ----------------------------------------------------------------------- */

/* The last day, counted from the day after the clock began; at least one is always left. 0 where
 * it is not known. */
static int32_t last_day(const context *ctx, const workday_table *table, const Case *file) {
    int32_t from = date_from_us(began(file)), day = 0;
    term_days days = term_days_of(ctx, catalog_command(file->method), from);
    int32_t left = days.n - file->used_days;
    if (days.n <= 0) return 0;
    if (left < 1) left = 1;
    if (!days.calendar) return workday_add(table, from, left, &day) == OK ? day : 0;
    return workday_add(table, date_add(from, left - 1), 1, &day) == OK ? day : 0;
}

int64_t term_due_us(const context *ctx, view *rows, const Case *file) {
    if (!term_runs(file)) return 0;
    workday_table table = deadline_table(rows, date_from_us(began(file)));
    int32_t day = last_day(ctx, &table, file);
    return day ? closing_us(ctx, day) : 0;
}

int64_t term_remind_us(const context *ctx, view *rows, const Case *file) {
    if (!term_runs(file)) return 0;
    workday_table table = deadline_table(rows, date_from_us(began(file)));
    int32_t day = last_day(ctx, &table, file), n = term_figure(ctx, TERM_REMIND_DAYS);
    int32_t hour = term_figure(ctx, TERM_DAY_BEGINS);
    if (!day || n <= 0) return 0;
    if (workday_before(&table, day, n, &day) != OK) return 0;
    return date_us(day, hour > 0 ? hour : 0);
}

int32_t term_used(const context *ctx, view *rows, const Case *file) {
    if (!term_runs(file)) return file->used_days;
    int32_t from = date_from_us(began(file)), n = 0;
    term_days days = term_days_of(ctx, catalog_command(file->method), from);
    workday_table table = deadline_table(rows, from);
    if (days.calendar) return file->used_days + date_diff(from, ctx->today);
    return workday_count(&table, from, ctx->today, &n) == OK ? file->used_days + n
                                                             : file->used_days;
}

/* ---- the filer's days ------------------------------------------------------------------------ */

int64_t term_warning_us(const context *ctx) {
    int32_t days = term_figure(ctx, TERM_WARN_DAYS);
    return days > 0 ? days * DAY_US : 0;
}

static int64_t warned_at(const context *ctx, int64_t ends_at_us) {
    int64_t at = ends_at_us - term_warning_us(ctx);
    return at > ctx->received_at_us ? at : ctx->received_at_us + 1;
}

int64_t term_draft_us(const context *ctx) {
    int32_t days = term_figure(ctx, TERM_DRAFT_DAYS);
    return days > 0 ? warned_at(ctx, ctx->received_at_us + days * DAY_US) : 0;
}

bool term_is_warned(const Case *file) {
    return file->expires_at_us && file->expires_at_us == file->warned_until_us;
}

int64_t term_ends_us(const context *ctx, const Case *file) {
    if (!file->expires_at_us || term_is_warned(file)) return file->expires_at_us;
    return file->expires_at_us + term_warning_us(ctx);
}

/* A calendar that is not known counts every day. */
static int64_t wait_ends_at(const context *ctx, view *rows, int32_t figure) {
    workday_table table = deadline_table(rows, ctx->today);
    int32_t n = term_figure(ctx, figure), day = 0;
    if (n <= 0) return 0;
    if (workday_add(&table, ctx->today, n, &day) != OK) day = date_add(ctx->today, n);
    return closing_us(ctx, day);
}

/* ---- what is written ------------------------------------------------------------------------- */

void term_set(const char *case_no, const term_times *times, changes *out) {
    CaseClockSet event = CASE_CLOCK_SET_INIT;
    event.case_no = lend(case_no);
    event.runs_from_us = times->runs_from_us;
    event.used_days = times->used_days;
    event.tend_at_us = times->tend_at_us;
    event.expires_at_us = times->expires_at_us;
    event.due_at_us = times->due_at_us;
    emit_case_clock_set(out, &event);
}

void term_starts(const context *ctx, view *rows, const char *case_no, const command_type *command,
                 int32_t used, changes *out) {
    Case now = CASE_INIT;
    now.method = lend(command->name);
    now.state = PENDING;
    now.runs_from_us = ctx->received_at_us;
    now.used_days = used;
    int64_t due = term_due_us(ctx, rows, &now), remind_at = term_remind_us(ctx, rows, &now);
    if (!due) remind_at = ctx->received_at_us + TERM_LOOK_AGAIN_DAYS * DAY_US;
    bool late = remind_at <= ctx->received_at_us;
    term_set(case_no,
             &(term_times){.runs_from_us = now.runs_from_us,
                           .used_days = used,
                           .tend_at_us = late ? due : remind_at,
                           .due_at_us = due},
             out);
}

void term_stands(const context *ctx, view *rows, const Case *file, int32_t figure, changes *out) {
    int64_t ends_at = wait_ends_at(ctx, rows, figure);
    term_set(file->case_no,
             &(term_times){.used_days = term_used(ctx, rows, file),
                           .expires_at_us = ends_at ? warned_at(ctx, ends_at) : 0},
             out);
}
