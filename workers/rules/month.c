/* month: finds the window of a month, a service's own before the hall's. */
#include "workers/rules/month.h"

#include "gen/collection/rows.h"
#include "workers/rules/calendar/period.h"

const close_row *month_row(view *rows, const char *service, int32_t period, close_row *out) {
    const Calendar *own = find_calendar(rows, service, period),
                   *all = find_calendar(rows, "hall", period);
    const Calendar *calendar = own ? own : all;
    if (!calendar) return NULL;
    *out = (close_row){calendar->period, calendar->opens_at_us, calendar->closes_at_us,
                       calendar->late_policy == LATE_QUEUE ? CLOSE_LATE_NEXT : CLOSE_LATE_REFUSE};
    return out;
}

bool month_at(view *rows, const char *service, int64_t at_us, close_row *out) {
    int32_t now = period_from_us(at_us);
    close_row near[3];
    const close_row *row[3];
    for (int i = 0; i < 3; i++) row[i] = month_row(rows, service, period_add(now, i - 1), &near[i]);
    const close_row *found = close_month(row, at_us);
    if (found) *out = *found;
    return found;
}

int64_t month_cut_off(view *rows, const char *service, int64_t at_us) {
    close_row row;
    bool known = month_at(rows, service, at_us, &row);
    return known && at_us < row.closes_us ? row.closes_us : 0;
}
