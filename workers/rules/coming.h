/* coming: which figures that hold on a day will not hold on a later one, so that the office hears
 * of it before a filing is refused with E_PARAM_MISSING. Source: docs/rules 4.7. Pure. */
#ifndef HALL_RULES_COMING_H
#define HALL_RULES_COMING_H

#include "workers/rules/calendar/workday.h"
#include "workers/rules/params.h"

/* Of a row that holds now: it ends without a successor, or only an earlier year's goes on
 * (params_provisional). */
typedef enum gap_kind { GAP_NONE, GAP_ENDS, GAP_PROVISIONAL } gap_kind;

typedef struct param_gap {
    const param *row;
    gap_kind kind;
    int32_t from; /* first period without a row of its own */
} param_gap;

/* coming_params: the gaps between two periods, in the order of the set, at most `most`; returns how
 * many there are in all. Reliefs end by intention, interest is announced after its year and ages of
 * retirement go by the month of birth: those are none. */
size_t coming_params(const param_set *set, int32_t now, int32_t then, param_gap *out, size_t most);

/* coming_workdays: whether the table speaks for `date`, and by an announced arrangement. */
gap_kind coming_workdays(const workday_table *table, int32_t date);

#endif
