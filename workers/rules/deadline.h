/* deadline: ends of so many working days, by the working days that the hall knows. Source:
 * docs/rules 6.8. */
#ifndef HALL_RULES_DEADLINE_H
#define HALL_RULES_DEADLINE_H

#include "proto/runtime/decide.h"
#include "workers/rules/calendar/workday.h"

/* deadline_table: the working days of the year of `day` and of the next; an empty table where the
 * former is not known, or while rows are not loaded. */
workday_table deadline_table(view *rows, int32_t day);

/* deadline_after: the end of the last of so many working days after `received_at_us`; 0 where the
 * working days of that time are not known, or while rows are not loaded. */
int64_t deadline_after(view *rows, int64_t received_at_us, int32_t days);

#endif
