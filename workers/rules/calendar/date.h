/* date: calendar days as int32 YYYYMMDD, Gregorian, years 1 to 9999, 0 = no date; and Beijing time,
 * UTC+8 without summer time. A date argument must be valid (date_valid) unless a function says
 * otherwise. No clock is read here. */
#ifndef HALL_RULES_DATE_H
#define HALL_RULES_DATE_H

#include "proto/runtime/status.h"

/* A day in microseconds: Beijing has no summer time. */
#define SECOND_US INT64_C(1000000)
#define MINUTE_US INT64_C(60000000)
#define HOUR_US INT64_C(3600000000)
#define DAY_US INT64_C(86400000000)

/* date_valid: a real day; any number may be asked. Source: docs/rules 2.2 step 4 (leap rule). */
bool date_valid(int32_t date);

/* date_month_days: 28 to 31; month 1 to 12. */
int32_t date_month_days(int32_t year, int32_t month);

/* date_days: days since 1970-01-01, negative before; date_from_days: the reverse, 0 when the day is
 * outside the years 1 to 9999. */
int32_t date_days(int32_t date);
int32_t date_from_days(int32_t days);

/* date_add: `days` later (earlier when negative); 0 outside the years 1 to 9999. */
int32_t date_add(int32_t date, int32_t days);

/* date_diff: days from `from` to `to`. */
int32_t date_diff(int32_t from, int32_t to);

/* date_weekday: 1 Monday to 7 Sunday. */
int32_t date_weekday(int32_t date);

/* date_age: completed years at `at`, the birthday itself counts; someone born on 29 February
 * completes the year on 1 March in a common year. Negative when born later. */
int32_t date_age(int32_t birth, int32_t at);

/* date_from_us: the day in Asia/Shanghai of microseconds since 1970-01-01 UTC. Every int64 is
 * taken; 0 when the day lies outside the years 1 to 9999. */
int32_t date_from_us(int64_t time_us);

/* date_us: microseconds UTC at hour:00 Beijing time of a date; hour 0 to 24. */
int64_t date_us(int32_t date, int32_t hour);

/* date_parse: "YYYYMMDD", "YYYY-MM-DD", "YYYY/M/D", "YYYY.M.D" or "YYYY年M月D日", folded text;
 * the year always has four digits.
 * Errors: E_DATE; out is written on success only. */
status date_parse(const char *text, int32_t *out) MUST_CHECK;

/* date_scan: year, month and, with n_parts = 3, day of a text in one of those forms; with n_parts =
 * 2 the forms without their day. The numbers are not checked. False when the text has no such form.
 */
bool date_scan(const char *text, int n_parts, int32_t part[3]);

#endif
