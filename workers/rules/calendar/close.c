/* Month close; see close.h. */
#include "workers/rules/calendar/close.h"

#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

#define CLOSE_DAY 25
#define CLOSE_HOUR 17

close_row close_default(int32_t period) {
    int32_t first = period_first_day(period);
    return (close_row){period, date_us(first, 0), date_us(first + CLOSE_DAY - 1, CLOSE_HOUR),
                       CLOSE_LATE_NEXT};
}

const close_row *close_month(const close_row *const row[3], int64_t at_us) {
    for (unsigned i = 0; i < 3; i++)
        if (row[i] && row[i]->opens_us <= at_us && at_us < row[i]->closes_us) return row[i];
    return row[1];
}

status close_effective(const close_row *row, int64_t approved_us, int32_t *out) {
    if (approved_us < row->opens_us) return E_PERIOD_FUTURE;
    if (approved_us < row->closes_us) {
        *out = row->period;
        return OK;
    }
    if (row->late == CLOSE_LATE_REFUSE) return E_PERIOD_CLOSED;
    *out = period_add(row->period, 1);
    return W_NEXT_PERIOD;
}

int32_t close_pending(const close_row *row, int64_t approved_us) {
    return period_add(row->period, approved_us >= row->closes_us);
}

bool close_charged(close_act act) {
    return act == CLOSE_ENROL || act == CLOSE_RESUME;
}

status close_check_month(int32_t period, int32_t open_period) {
    if (!period_valid(period)) return E_PERIOD;
    if (period > open_period) return E_PERIOD_FUTURE;
    return period < open_period ? E_BACKDATED : OK;
}
