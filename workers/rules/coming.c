/* What will be missing; see coming.h. */
#include "workers/rules/coming.h"

#include "workers/rules/calendar/period.h"

static bool is_dated(const param *row) {
    return row->kind != PARAM_RELIEF && row->kind != PARAM_INTEREST &&
           row->kind != PARAM_RETIREMENT;
}

/* The row of the series that holds, as params_find picks it. */
static const param *holder(const param_set *set, const param *series, int32_t period) {
    const param *best = NULL;
    for (const param *row = set->row; row < set->row + set->n; row++)
        if (params_series(row, series) && period_within(period, row->from, row->to) &&
            (!best || row->from >= best->from))
            best = row;
    return best;
}

static bool gap_of(const param_set *set, const param *row, int32_t then, param_gap *out) {
    const param *later = holder(set, row, then);
    if (!later) {
        *out = (param_gap){row, GAP_ENDS, row->to};
        return true;
    }
    if (!params_provisional(later, then)) return false;
    *out = (param_gap){later, GAP_PROVISIONAL, period_add(later->from, 12)};
    return true;
}

size_t coming_params(const param_set *set, int32_t now, int32_t then, param_gap *out, size_t most) {
    size_t n = 0;
    for (const param *row = set->row; row < set->row + set->n; row++) {
        param_gap gap;
        if (!is_dated(row) || holder(set, row, now) != row) continue;
        if (!gap_of(set, row, then, &gap)) continue;
        if (n < most) out[n] = gap;
        n++;
    }
    return n;
}

gap_kind coming_workdays(const workday_table *table, int32_t date) {
    bool works;
    if (workday_is(table, date, &works) != OK) return GAP_ENDS;
    return date / 10000 > table->announced_year ? GAP_PROVISIONAL : GAP_NONE;
}
