/* deadline: see deadline.h. The exceptions of the year and of the one after it are rows. */
#include "workers/rules/deadline.h"

#include "gen/collection/rows.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/workday.h"

/* Those of a year, behind what stands in `out`; false where the year is not known. */
static bool add_year(view *rows, int32_t year, workday_exception *out, size_t room, size_t *n) {
    const HolidayYear *known = find_holiday_year(rows, year);
    row_list days = list_holiday_by_year(rows, year);
    for (size_t i = 0; i < days.n && *n < room; i++) {
        const Holiday *day = (const Holiday *) days.row[i];
        out[(*n)++] = (workday_exception){day->date, day->works, known && known->provisional};
    }
    return known;
}

int64_t deadline_after(view *rows, int64_t received_at_us, int32_t days) {
    enum { EXCEPTIONS_MAX = 2 * 366 };
    workday_exception *exception =
        arena_alloc(view_arena(rows), EXCEPTIONS_MAX * sizeof *exception);
    int32_t day = date_from_us(received_at_us), year = day / 10000, due = 0;
    size_t n = 0;
    if (!exception || !days) return 0;
    bool first = add_year(rows, year, exception, EXCEPTIONS_MAX, &n);
    bool next = add_year(rows, year + 1, exception, EXCEPTIONS_MAX, &n);
    const workday_table table = {.exception = exception,
                                 .n = n,
                                 .first_year = year,
                                 .last_year = next ? year + 1 : year,
                                 .announced_year = year};
    if (!first || workday_add(&table, day, days, &due) != OK) return 0;
    return date_us(due, 0) + DAY_US;
}

int64_t deadline_us(const context *ctx, view *rows, int64_t received_at_us) {
    return deadline_after(rows, received_at_us, ctx->review_days);
}
