/* window: checks and sets the window of one month. */
#include "workers/collection/window.h"

#include <string.h>

#include "workers/rules/calendar/period.h"

verdict window_group(const char *calendar) {
    bool known = !strcmp(calendar, "hall");
    for (unsigned i = 0; i < n_commands && !known; i++)
        known = commands[i].window && !strcmp(commands[i].service, calendar);
    return known ? accept() : (verdict){E_CODE_VALUE, "calendar", "no_such_group"};
}

verdict window_check(const context *ctx, const MonthWindow *in) {
    if (!period_valid(in->period)) return refuse(E_PERIOD, "period");
    if (in->period < period_from_date(ctx->today)) /* docs/rules 4.4: nothing of it is edited */
        return (verdict){E_BACKDATED, "period", "month_over"};
    if (in->closes_at_us <= in->opens_at_us)
        return (verdict){E_RANGE, "closes_at_us", "closes_first"};
    /* What was accepted before must not turn out late. */
    if (!ctx->released && in->closes_at_us <= ctx->received_at_us)
        return (verdict){E_BACKDATED, "closes_at_us", "closed_by_then"};
    return accept();
}

bool window_same(const Calendar *now, const MonthWindow *in) {
    return now && now->opens_at_us == in->opens_at_us && now->closes_at_us == in->closes_at_us &&
           now->late_policy == in->late_policy;
}

const Calendar *window_now(view *rows, const char *calendar, int32_t period) {
    const Calendar *own = find_calendar(rows, calendar, period),
                   *all = find_calendar(rows, "hall", period);
    return own ? own : all;
}

void window_set(view *rows, const char *calendar, const MonthWindow *in, const char *reason,
                changes *out) {
    const Calendar *now = window_now(rows, calendar, in->period);
    CalendarSet event = CALENDAR_SET_INIT;
    event.calendar = lend(calendar);
    event.period = in->period;
    event.opens_at_us = in->opens_at_us;
    event.closes_at_us = in->closes_at_us;
    event.late_policy = in->late_policy;
    event.reason = lend(reason);
    emit_calendar_set(out, &event);
    if (!now || in->closes_at_us <= now->closes_at_us) return;
    WindowExtended longer = WINDOW_EXTENDED_INIT;
    longer.calendar = event.calendar;
    longer.period = in->period;
    longer.former_closes_at_us = now->closes_at_us;
    longer.closes_at_us = in->closes_at_us;
    longer.reason = event.reason;
    emit_window_extended(out, &longer);
}
