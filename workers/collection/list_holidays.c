/* list_holidays (A18): the exceptions of a year from the week, and on what ground. */
#include "gen/collection/list_holidays.h"
#include "gen/collection/rows.h"
#include "gen/collection/set_holidays.h"

static status show_days(row_list all, arena *a, HolidayList *out) {
    HolidayDay *day = arena_alloc(a, (all.n + 1) * sizeof *day);
    out->day = arena_alloc(a, (all.n + 1) * sizeof *out->day);
    if (!day || !out->day) return E_ARENA;
    for (size_t i = 0; i < all.n; i++) {
        const Holiday *row = (const Holiday *) all.row[i];
        day[i] = (HolidayDay) HOLIDAY_DAY_INIT;
        day[i].date = row->date;
        day[i].works = row->works;
        out->day[out->n_day++] = &day[i];
    }
    return OK;
}

verdict collection_list_holidays(const context *ctx, view *rows, const ListHolidays *in,
                                 changes *out) {
    const HolidayYear *year = find_holiday_year(rows, in->year);
    HolidayList reply = HOLIDAY_LIST_INIT;
    (void) ctx;
    reply.year = in->year;
    if (year) {
        reply.known = true;
        reply.provisional = year->provisional;
        reply.legal_ref = year->legal_ref;
        reply.source = year->source;
    }
    status s = show_days(list_holiday_by_year(rows, in->year), view_arena(rows), &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
