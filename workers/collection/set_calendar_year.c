/* set_calendar_year (S64): the windows of a whole year in one act. A second person of the centre
 * decides (the wrapper). Months that are over stay as they are. Source: docs/rules 4.1. */
#include "gen/collection/set_calendar_year.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/collection/window.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

enum { MONTHS = 12 };
#define DAYS_15_US (15 * DAY_US)

/* A window may reach over the ends of its month, by days: a mistyped month would close a year. */
static bool is_near(const MonthWindow *month) {
    int64_t first = date_us(period_first_day(month->period), 0);
    int64_t end = date_us(period_first_day(period_add(month->period, 1)), 0);
    return month->opens_at_us >= first - DAYS_15_US && month->opens_at_us < end &&
           month->closes_at_us > first && month->closes_at_us <= end + DAYS_15_US;
}

static verdict check_month(const context *ctx, const SetCalendarYear *in, const MonthWindow *month,
                           const Calendar *now) {
    if (!period_valid(month->period)) return refuse(E_PERIOD, "period");
    if (period_year(month->period) != in->year) return (verdict){E_RANGE, "period", "not_of_year"};
    if (window_same(now, month)) return accept();
    verdict v = window_check(ctx, month);
    if (refused(v)) return v;
    return is_near(month) ? accept() : (verdict){E_RANGE, "opens_at_us", "far_from_month"};
}

/* The fault stands with its member of the list. */
static void note(view *rows, size_t i, verdict why, changes *out) {
    if (!refused(why)) return;
    const char *path = arena_printf(view_arena(rows), "month[%zu].%s", i, why.field);
    changes_fault(out, path ? (verdict){why.code, path, why.reason} : refuse(E_ARENA, NULL));
}

/* Which months are there; each once. */
static void check_months(const context *ctx, view *rows, const SetCalendarYear *in, changes *out) {
    bool there[MONTHS + 1] = {false};
    for (size_t i = 0; i < in->n_month; i++) {
        const MonthWindow *month = in->month[i];
        verdict v = check_month(ctx, in, month, find_calendar(rows, in->calendar, month->period));
        note(rows, i, v, out);
        if (!period_valid(month->period) || period_year(month->period) != in->year) continue;
        bool *own = &there[period_month(month->period)];
        if (*own) note(rows, i, (verdict){E_RANGE, "period", "not_of_year"}, out);
        *own = true;
    }
    for (int32_t m = 1; m <= MONTHS; m++)
        if (!there[m] && in->year * 100 + m >= period_from_date(ctx->today))
            changes_fault(out, (verdict){E_REQUIRED, "month", "months_absent"});
}

static int32_t set_months(view *rows, const SetCalendarYear *in, const window_act *act,
                          changes *out) {
    int32_t n = 0;
    for (size_t i = 0; i < in->n_month; i++) {
        const Calendar *now = find_calendar(rows, in->calendar, in->month[i]->period);
        changes_base(out, now ? now->version : 0);
        if (window_same(now, in->month[i])) continue;
        window_set(rows, act, in->month[i], out);
        n++;
    }
    return n;
}

verdict collection_set_calendar_year(const context *ctx, view *rows, const SetCalendarYear *in,
                                     changes *out) {
    changes_fault(out, window_group(in->calendar));
    if (fold_is_blank(in->reason, strlen(in->reason)))
        changes_fault(out, refuse(E_CASE_REASON, "reason"));
    if (fold_is_blank(in->legal_ref, strlen(in->legal_ref)))
        changes_fault(out, refuse(E_REQUIRED, "legal_ref"));
    check_months(ctx, rows, in, out);
    if (changes_at_fault(out)) return accept();
    const window_act act = {in->calendar, in->legal_ref, in->reason, in->month, in->n_month};
    CalendarYearAccepted reply = CALENDAR_YEAR_ACCEPTED_INIT;
    reply.year = in->year;
    reply.months = set_months(rows, in, &act, out);
    status s = window_announce(ctx, rows, &act, out);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
