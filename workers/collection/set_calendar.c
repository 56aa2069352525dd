/* set_calendar (S09, S64): opening and closing time of one month for one business group. A second
 * person of the centre decides (the wrapper). A month that is over stays closed. Source:
 * docs/rules 4.1. */
#include "gen/collection/set_calendar.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/collection/window.h"

verdict collection_set_calendar(const context *ctx, view *rows, const SetCalendar *in,
                                changes *out) {
    const Calendar *now = find_calendar(rows, in->calendar, in->period);
    MonthWindow month = MONTH_WINDOW_INIT, *list[] = {&month};
    const window_act act = {in->calendar, "", in->reason, list, 1};
    month.period = in->period;
    month.opens_at_us = in->opens_at_us;
    month.closes_at_us = in->closes_at_us;
    month.late_policy = in->late_policy;
    changes_fault(out, window_group(in->calendar));
    changes_fault(out, window_check(ctx, &month));
    if (fold_is_blank(in->reason, strlen(in->reason)))
        changes_fault(out, refuse(E_CASE_REASON, "reason"));
    if (changes_at_fault(out)) return accept();
    changes_base(out, now ? now->version : 0);
    window_set(rows, &act, &month, out);
    status s = window_announce(ctx, rows, &act, out);
    if (s != OK) return refuse(s, NULL);
    CalendarAccepted reply = CALENDAR_ACCEPTED_INIT;
    reply.period = in->period;
    changes_reply(out, &reply.base);
    return accept();
}
