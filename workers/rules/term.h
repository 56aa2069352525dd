/* term: the legal clock of a case. Its office has so many days from the receipt, by the hall's own
 * calendar; while the filer has the case the clock stands, and the days that were used stay used.
 * The last day ends when the office closes. Figures of kind `term` say how many days, by business
 * where one has its own. Pure. Source: 社会保险经办条例 art. 10, 民法典 art. 200 to 203;
 * docs/cases.md. */
#ifndef HALL_RULES_TERM_H
#define HALL_RULES_TERM_H

#include "gen/review/rows.h"
#include "proto/runtime/decide.h"

/* After so many days the clock looks again at a case whose end is beyond the known calendar. */
enum { TERM_LOOK_AGAIN_DAYS = 7 };

/* Groups of PARAM_TERM. What a business has of its own stands at TERM_OF_BUSINESS (working days) or
 * TERM_OF_BUSINESS_CALENDAR (calendar days, ending on a working day) and its number in the
 * catalogue. */
enum {
    TERM_REVIEW_DAYS = 1,   /* working days in which a filing is decided */
    TERM_REMIND_DAYS = 2,   /* working days before its end at which the reviewer is reminded */
    TERM_DRAFT_DAYS = 3,    /* calendar days that an untouched draft is kept; 0: for ever */
    TERM_RETURNED_DAYS = 4, /* working days that a returned case waits for its filer */
    TERM_PAPER_DAYS = 5,    /* working days that paper which was asked for is waited for */
    TERM_WARN_DAYS = 6,     /* calendar days before such an end at which its filer is warned */
    TERM_DAY_BEGINS = 7,    /* hour at which the office opens */
    TERM_DAY_ENDS = 8,      /* hour at which it closes */
    TERM_CLAIMS_MOST = 9,   /* cases that a reviewer holds at a time */
    TERM_BULK_MOST = 10,    /* cases of one run of bulk approval */
    TERM_OF_BUSINESS = 100,
    TERM_OF_BUSINESS_CALENDAR = 200
};

/* term_figure: a figure in force today; -1 where there is none. */
int32_t term_figure(const context *ctx, int32_t group);

/* term_days: how long the office has for a business that it receives on `day`. */
typedef struct term_days {
    int32_t n; /* -1: not known */
    bool calendar;
} term_days;
term_days term_days_of(const context *ctx, const command_type *command, int32_t day);

/* term_runs: the office has the case: the clock runs. */
bool term_runs(const Case *file);

/* term_due_us: when the office's last day ends; term_remind_us: when the reviewer is reminded of
 * it. 0 where the clock stands, the calendar of that time is not known, or rows are not loaded. */
int64_t term_due_us(const context *ctx, view *rows, const Case *file);
int64_t term_remind_us(const context *ctx, view *rows, const Case *file);

/* term_used: days of its term that the office has used by now, of all submissions. */
int32_t term_used(const context *ctx, view *rows, const Case *file);

/* What the clock of a case says from now on; 0 for what there is none of. */
typedef struct term_times {
    int64_t runs_from_us;
    int32_t used_days;
    int64_t tend_at_us, expires_at_us, due_at_us;
} term_times;

/* term_set: the event that says so. term_starts: the office has the case, of which `used` days are
 * gone, from now on. term_stands: its filer has it, for the working days of `figure`
 * (TERM_RETURNED_DAYS, TERM_PAPER_DAYS). */
void term_set(const char *case_no, const term_times *times, changes *out);
void term_starts(const context *ctx, view *rows, const char *case_no, const command_type *command,
                 int32_t used, changes *out);
void term_stands(const context *ctx, view *rows, const Case *file, int32_t figure, changes *out);

/* What waits for its filer has its first time `term_warning_us` before its end: then he is warned.
 * term_draft_us: that of a draft that is kept now, 0 for ever. term_is_warned: its next time is its
 * end. term_ends_us: its end, 0 for none. */
int64_t term_warning_us(const context *ctx);
int64_t term_draft_us(const context *ctx);
bool term_is_warned(const Case *file);
int64_t term_ends_us(const context *ctx, const Case *file);

#endif
