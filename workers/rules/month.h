/* month: the window of a month from the rows of the close calendar. A service may have a window of
 * its own in a month: of an extension for one group of businesses. Source: docs/rules 4.1. */
#ifndef HALL_RULES_MONTH_H
#define HALL_RULES_MONTH_H

#include "proto/runtime/decide.h"
#include "workers/rules/calendar/close.h"

/* month_row: the window of `period` for a service, copied to `out`; NULL where there is no row.
 * month_at: the month that a moment belongs to; false where it has no row. */
const close_row *month_row(view *rows, const char *service, int32_t period, close_row *out);
bool month_at(view *rows, const char *service, int64_t at_us, close_row *out) MUST_CHECK;

/* month_cut_off: until when what is decided counts for the month that `at_us` belongs to; 0 once
 * that is over, or not known. */
int64_t month_cut_off(view *rows, const char *service, int64_t at_us);

#endif
