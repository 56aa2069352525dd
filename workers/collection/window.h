/* window: what the commands that set the close calendar share: which groups there are, what a
 * window must be like, and the events that set it. Source: docs/rules 4.1. */
#ifndef HALL_WORKERS_COLLECTION_WINDOW_H
#define HALL_WORKERS_COLLECTION_WINDOW_H

#include "gen/collection/rows.h"
#include "gen/collection/set_calendar_year.h"

/* window_group: `hall`, or a service with a business that goes by the calendar. Errors:
 * E_CODE_VALUE. */
verdict window_group(const char *calendar) MUST_CHECK;

/* window_check: a month as proposed, beside the row that holds (NULL for none). An approval may
 * come after the time proposed. Errors: E_PERIOD; E_RANGE closes before it opens; E_BACKDATED the
 * month is over, or the window would be. */
verdict window_check(const context *ctx, const MonthWindow *in) MUST_CHECK;

/* window_now: the window of a group that holds: its own, or the hall's; NULL without. */
const Calendar *window_now(view *rows, const char *calendar, int32_t period);

/* window_same: the row says so already. */
bool window_same(const Calendar *now, const MonthWindow *in);

/* What an act sets: months of a group, each longer or shorter than it was, and on what ground;
 * legal_ref "" where the act has none. Borrowed. */
typedef struct window_act {
    const char *calendar, *legal_ref, *reason;
    MonthWindow *const *month;
    size_t n_month;
} window_act;

/* window_set: the event that sets one month of the act, and where it was open for less long the one
 * that says so. */
void window_set(view *rows, const window_act *act, const MonthWindow *in, changes *out);

/* window_announce: one notice to everybody that names the months which stay open for longer, until
 * the last of them closes; nothing where none does. Errors: E_ARENA, those of announce. */
status window_announce(const context *ctx, view *rows, const window_act *act,
                       changes *out) MUST_CHECK;

#endif
