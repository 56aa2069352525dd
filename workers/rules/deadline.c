/* deadline: see deadline.h. The exceptions of the year and of the one after it are rows. */
#include "workers/rules/deadline.h"

#include "gen/collection/rows.h"
#include "workers/rules/calendar/date.h"

enum { EXCEPTIONS_MAX = 2 * 366 };

/* Those of a year, behind what stands in `out`; false where the year is not known. */
static bool add_year(view *rows, int32_t year, workday_exception *out, size_t *n) {
    const HolidayYear *known = find_holiday_year(rows, year);
    row_list days = list_holiday_by_year(rows, year);
    for (size_t i = 0; i < days.n && *n < EXCEPTIONS_MAX; i++) {
        const Holiday *day = (const Holiday *) days.row[i];
        out[(*n)++] = (workday_exception){day->date, day->works, known && known->provisional};
    }
    return known;
}

workday_table deadline_table(view *rows, int32_t day) {
    workday_exception *exception =
        arena_alloc(view_arena(rows), EXCEPTIONS_MAX * sizeof *exception);
    workday_table table = {.exception = exception, .first_year = 1, .last_year = 0};
    int32_t year = day / 10000;
    if (!exception) return table;
    bool first = add_year(rows, year, exception, &table.n);
    bool next = add_year(rows, year + 1, exception, &table.n);
    if (!first) return table;
    table.first_year = table.announced_year = year;
    table.last_year = next ? year + 1 : year;
    return table;
}

int64_t deadline_after(view *rows, int64_t received_at_us, int32_t days) {
    int32_t day = date_from_us(received_at_us), due = 0;
    workday_table table = deadline_table(rows, day);
    if (!days || workday_add(&table, day, days, &due) != OK) return 0;
    return date_us(due, 0) + DAY_US;
}
