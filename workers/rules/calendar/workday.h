/* workday: working days, from weekends and a table of exceptions that the State Council publishes
 * each year. For deadlines such as "ten working days" (社会保险经办条例 art. 10). */
#ifndef HALL_RULES_WORKDAY_H
#define HALL_RULES_WORKDAY_H

#include "proto/runtime/status.h"

/* One exception: a weekday that is free, or a weekend day that is worked. */
typedef struct workday_exception {
    int32_t date; /* YYYYMMDD */
    bool works;
    bool provisional; /* before the year's arrangement is announced */
} workday_exception;

/* Exceptions ascending by date, each date once; borrowed. The table speaks for the years first_year
 * to last_year: a day outside them cannot be judged. After announced_year only the days of the law
 * are known, not which weekends are worked for them. */
typedef struct workday_table {
    const workday_exception *exception;
    size_t n;
    int32_t first_year, last_year, announced_year;
} workday_table;

/* workday_is: out = whether `date` is worked. Errors: E_PARAM_MISSING outside the table's years. */
status workday_is(const workday_table *table, int32_t date, bool *out) MUST_CHECK;

/* workday_add: the n-th working day after `date`, n >= 1; the day itself never counts.
 * Errors: E_RANGE for n < 1 or n > 1000, E_PARAM_MISSING when the table ends before. */
status workday_add(const workday_table *table, int32_t date, int32_t n, int32_t *out) MUST_CHECK;

/* workday_before: the n-th working day before `date`. Errors: as workday_add. */
status workday_before(const workday_table *table, int32_t date, int32_t n, int32_t *out) MUST_CHECK;

/* workday_count: how many working days lie after `from` up to and with `to`; 0 where `to` is not
 * later. Errors: E_PARAM_MISSING when one of the days is outside the table's years. */
status workday_count(const workday_table *table, int32_t from, int32_t to, int32_t *out) MUST_CHECK;

#endif
