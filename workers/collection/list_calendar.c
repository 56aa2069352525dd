/* list_calendar (S64): the windows of a year. Where a business group has none of its own, the
 * hall's count for it. */
#include "gen/collection/list_calendar.h"
#include "workers/collection/window.h"

enum { MONTHS = 12 };

static WindowShown show(const Calendar *row) {
    WindowShown out = WINDOW_SHOWN_INIT;
    out.period = row->period;
    out.opens_at_us = row->opens_at_us;
    out.closes_at_us = row->closes_at_us;
    out.late_policy = row->late_policy;
    out.reason = row->reason;
    out.set_at_us = row->set_at_us;
    out.calendar = row->calendar;
    out.legal_ref = row->legal_ref;
    return out;
}

verdict collection_list_calendar(const context *ctx, view *rows, const ListCalendar *in,
                                 changes *out) {
    WindowList reply = WINDOW_LIST_INIT;
    WindowShown shown[MONTHS], *list[MONTHS];
    (void) ctx;
    reply.window = list;
    for (int32_t m = 1; m <= MONTHS; m++) {
        const char *group = in->calendar[0] ? in->calendar : "hall";
        const Calendar *row = window_now(rows, group, in->year * 100 + m);
        if (!row) continue;
        shown[reply.n_window] = show(row);
        list[reply.n_window] = &shown[reply.n_window];
        reply.n_window++;
    }
    changes_reply(out, &reply.base);
    return accept();
}
