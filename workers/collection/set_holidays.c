/* set_holidays (A18): the exceptions of a year from the week, all at once. A second person of the
 * centre decides (the wrapper). Days that are over stay as they are, once the year was set. Source:
 * docs/rules 4.9. */
#include "gen/collection/set_holidays.h"

#include <string.h>

#include "gen/collection/rows.h"
#include "proto/runtime/fold.h"
#include "workers/rules/calendar/date.h"

enum { SATURDAY = 6 };

static const Holiday *day_of(row_list now, int32_t date) {
    for (size_t i = 0; i < now.n; i++)
        if (((const Holiday *) now.row[i])->date == date) return (const Holiday *) now.row[i];
    return NULL;
}

static const HolidayDay *said_of(const SetHolidays *in, size_t n, int32_t date) {
    for (size_t i = 0; i < n; i++)
        if (in->day[i]->date == date) return in->day[i];
    return NULL;
}

static bool same(const Holiday *now, const HolidayDay *day) {
    return now && day && now->works == day->works;
}

/* What stood there, and whether anything did: only then a day that is over may not change. */
typedef struct before {
    const HolidayYear *year;
    row_list days;
} before;

static bool is_over(const context *ctx, const before *b, int32_t date) {
    return b->year && date < ctx->today;
}

static verdict check_day(const context *ctx, const before *b, const SetHolidays *in, size_t at) {
    const HolidayDay *day = in->day[at];
    bool weekend = date_valid(day->date) && date_weekday(day->date) >= SATURDAY;
    if (!date_valid(day->date)) return refuse(E_DATE, "date");
    if (day->date / 10000 != in->year) return (verdict){E_RANGE, "date", "day_of_other_year"};
    if (said_of(in, at, day->date)) return (verdict){E_DUP_ROW, "date", "day_twice"};
    if (day->works && !weekend) return (verdict){E_RANGE, "works", "weekday_works"};
    if (!day->works && weekend) return (verdict){E_RANGE, "works", "weekend_is_free"};
    bool changed = !same(day_of(b->days, day->date), day);
    return changed && is_over(ctx, b, day->date) ? (verdict){E_BACKDATED, "date", "day_over"}
                                                 : accept();
}

static void note(view *rows, size_t i, verdict why, changes *out) {
    if (!refused(why)) return;
    const char *path = arena_printf(view_arena(rows), "day[%zu].%s", i, why.field);
    changes_fault(out, path ? (verdict){why.code, path, why.reason} : refuse(E_ARENA, NULL));
}

static void check(const context *ctx, view *rows, const before *b, const SetHolidays *in,
                  changes *out) {
    if (fold_is_blank(in->reason, strlen(in->reason)))
        changes_fault(out, refuse(E_CASE_REASON, "reason"));
    if (fold_is_blank(in->legal_ref, strlen(in->legal_ref)))
        changes_fault(out, refuse(E_REQUIRED, "legal_ref"));
    if (fold_is_blank(in->source, strlen(in->source)))
        changes_fault(out, refuse(E_REQUIRED, "source"));
    for (size_t i = 0; i < in->n_day; i++) note(rows, i, check_day(ctx, b, in, i), out);
    for (size_t i = 0; i < b->days.n; i++) {
        int32_t date = ((const Holiday *) b->days.row[i])->date;
        if (is_over(ctx, b, date) && !said_of(in, in->n_day, date))
            changes_fault(out, (verdict){E_BACKDATED, "day", "day_over"});
    }
}

/* The days of the year that are no exception any more. */
static status gone(view *rows, const before *b, const SetHolidays *in, HolidaysSet *event) {
    arena *a = view_arena(rows);
    HolidayDay *day = arena_alloc(a, (b->days.n + 1) * sizeof *day);
    event->gone = arena_alloc(a, (b->days.n + 1) * sizeof *event->gone);
    if (!day || !event->gone) return E_ARENA;
    for (size_t i = 0; i < b->days.n; i++) {
        const Holiday *now = (const Holiday *) b->days.row[i];
        if (said_of(in, in->n_day, now->date)) continue;
        HolidayDay *at = &day[event->n_gone];
        *at = (HolidayDay) HOLIDAY_DAY_INIT;
        at->date = now->date;
        event->gone[event->n_gone++] = at;
    }
    return OK;
}

verdict collection_set_holidays(const context *ctx, view *rows, const SetHolidays *in,
                                changes *out) {
    const before b = {find_holiday_year(rows, in->year), list_holiday_by_year(rows, in->year)};
    check(ctx, rows, &b, in, out);
    if (changes_at_fault(out)) return accept();
    changes_base(out, b.year ? b.year->version : 0);
    HolidaysSet event = HOLIDAYS_SET_INIT;
    event.book = arena_printf(view_arena(rows), "holidays-%d", (int) in->year);
    if (!event.book || gone(rows, &b, in, &event) != OK) return refuse(E_ARENA, NULL);
    event.year = in->year;
    event.provisional = in->provisional;
    event.legal_ref = in->legal_ref;
    event.source = in->source;
    event.reason = in->reason;
    event.proposed_by = lend(ctx->actor.account_no);
    event.day = in->day;
    event.n_day = in->n_day;
    emit_holidays_set(out, &event);
    HolidaysAccepted reply = HOLIDAYS_ACCEPTED_INIT;
    reply.year = in->year;
    reply.days = (int32_t) in->n_day;
    changes_reply(out, &reply.base);
    return accept();
}
