/* Month arithmetic; see period.h. */
#include "workers/rules/calendar/period.h"

#include "workers/rules/calendar/date.h"

bool period_valid(int32_t period) {
    int32_t year = period / 100, month = period % 100;
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12;
}

int32_t period_year(int32_t period) {
    return period / 100;
}

int32_t period_month(int32_t period) {
    return period % 100;
}

int32_t period_add(int32_t period, int32_t months) {
    int64_t count = (int64_t) period_year(period) * 12 + period_month(period) - 1 + months;
    if (count < 12 || count >= 120000) return 0;
    return (int32_t) (count / 12 * 100 + count % 12 + 1);
}

int32_t period_diff(int32_t from, int32_t to) {
    return (period_year(to) - period_year(from)) * 12 + period_month(to) - period_month(from);
}

int32_t period_from_date(int32_t date) {
    return date / 100;
}

int32_t period_from_us(int64_t time_us) {
    return date_from_us(time_us) / 100;
}

int32_t period_first_day(int32_t period) {
    return period * 100 + 1;
}

int32_t period_last_day(int32_t period) {
    return period * 100 + date_month_days(period_year(period), period_month(period));
}

bool period_within(int32_t period, int32_t from, int32_t to) {
    return from <= period && (to == 0 || period < to);
}

int32_t period_due_date(int32_t period) {
    return period_last_day(period_add(period, 1));
}

status period_parse(const char *text, int32_t *out) {
    int32_t part[3];
    if (!date_scan(text, 2, part) || !period_valid(part[0] * 100 + part[1])) return E_PERIOD;
    *out = part[0] * 100 + part[1];
    return OK;
}
