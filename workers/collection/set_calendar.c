/* set_calendar (S09, S64): opening and closing time of one month for one business group. A second
 * person of the centre decides (the wrapper). A month that is over stays closed. Source:
 * docs/rules 4.1, 4.4. */
#include "gen/collection/set_calendar.h"
#include "workers/rules/calendar/period.h"

verdict collection_set_calendar(const context *ctx, view *rows, const SetCalendar *in,
                                changes *out) {
    (void) rows;
    if (!period_valid(in->period)) return refuse(E_PERIOD, "period");
    if (in->period <
        period_from_date(ctx->today)) /* docs/rules 4.4: after close nothing is edited */
        return refuse(E_BACKDATED, "period");
    if (in->closes_at_us <= in->opens_at_us) return refuse(E_RANGE, "closes_at_us");
    /* What was accepted before must not turn out late; an approval may come after the time
     * proposed. */
    if (!ctx->released && in->closes_at_us <= ctx->received_at_us)
        return refuse(E_BACKDATED, "closes_at_us");
    CalendarSet event = CALENDAR_SET_INIT;
    event.calendar = in->calendar;
    event.period = in->period;
    event.opens_at_us = in->opens_at_us;
    event.closes_at_us = in->closes_at_us;
    event.late_policy = in->late_policy;
    emit_calendar_set(out, &event);
    CalendarAccepted reply = CALENDAR_ACCEPTED_INIT;
    reply.period = in->period;
    changes_reply(out, &reply.base);
    return accept();
}
