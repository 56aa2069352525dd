/* Working days; see workday.h. */
#include "workers/rules/calendar/workday.h"

#include "workers/rules/calendar/date.h"

#define WORKDAY_MOST 1000

status workday_is(const workday_table *table, int32_t date, bool *out) {
    int32_t year = date / 10000;
    if (year < table->first_year || year > table->last_year) return E_PARAM_MISSING;
    size_t low = 0, high = table->n; /* the first exception not before date is in [low, high] */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->exception[middle].date < date)
            low = middle + 1;
        else
            high = middle;
    }
    bool listed = low < table->n && table->exception[low].date == date;
    *out = listed ? table->exception[low].works : date_weekday(date) <= 5;
    return OK;
}

/* The n-th working day in steps of +1 or -1. */
static status walk(const workday_table *table, int32_t date, int32_t n, int step, int32_t *out) {
    if (n < 1 || n > WORKDAY_MOST) return E_RANGE;
    while (n > 0) {
        bool works;
        date = date_add(date, step);
        status s = workday_is(table, date, &works);
        if (s != OK) return s;
        n -= works;
    }
    *out = date;
    return OK;
}

status workday_add(const workday_table *table, int32_t date, int32_t n, int32_t *out) {
    return walk(table, date, n, 1, out);
}

status workday_before(const workday_table *table, int32_t date, int32_t n, int32_t *out) {
    return walk(table, date, n, -1, out);
}

status workday_count(const workday_table *table, int32_t from, int32_t to, int32_t *out) {
    int32_t n = 0;
    while (from < to) {
        bool works;
        from = date_add(from, 1);
        status s = workday_is(table, from, &works);
        if (s != OK) return s;
        n += works;
    }
    *out = n;
    return OK;
}
