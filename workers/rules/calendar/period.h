/* period: contribution months as int32 YYYYMM, years 1 to 9999, 0 = no month. Arithmetic is on
 * year*12+month. A period argument must be valid unless a function says otherwise.
 * Source: docs/rules 2.7 (YYYYMM). */
#ifndef HALL_RULES_PERIOD_H
#define HALL_RULES_PERIOD_H

#include "proto/runtime/status.h"

/* period_valid: year 1 to 9999, month 01 to 12; any number may be asked. */
bool period_valid(int32_t period);

/* period_add: `months` later (earlier when negative); 0 outside the years 1 to 9999. */
int32_t period_add(int32_t period, int32_t months);

/* period_diff: months from `from` to `to`; negative when `to` is earlier. */
int32_t period_diff(int32_t from, int32_t to);

/* period_from_date: month of a valid YYYYMMDD; period_from_us: month in Asia/Shanghai of
 * microseconds UTC, 0 outside the years 1 to 9999. */
int32_t period_from_date(int32_t date);
int32_t period_from_us(int64_t time_us);

/* First and last day of the month, YYYYMMDD. */
int32_t period_first_day(int32_t period);
int32_t period_last_day(int32_t period);

/* period_year, period_month: the two parts. */
int32_t period_year(int32_t period);
int32_t period_month(int32_t period);

/* period_within: from <= period < to, closed-open; to = 0 is open-ended. Any numbers. */
bool period_within(int32_t period, int32_t from, int32_t to);

/* period_due_date: the day on which a month's contribution falls due when the calendar has no row
 * of its own: the last day of the month after. Source: docs/rules 4.6. */
int32_t period_due_date(int32_t period);

/* period_parse: "YYYYMM", "YYYY-MM", "YYYY/M", "YYYY.M" or "YYYY年M月", folded text.
 * Errors: E_PERIOD. */
status period_parse(const char *text, int32_t *out) MUST_CHECK;

#endif
