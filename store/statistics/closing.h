/* closing: a day or month is over: what was counted becomes its report. */
#ifndef HALL_STORE_STATISTICS_CLOSING_H
#define HALL_STORE_STATISTICS_CLOSING_H

#include "store/cache/cache.h"
#include "store/statistics/groups.h"

/* Where counting stands. day: that runs. from_day, from_position: since when nothing was told yet;
 * a day with too few persons is told with the next one. last_day, last_month: the latest reports, 0
 * for none. month_*: the days of the running month that were told; 0: none. n_acts: finished acts
 * so far, which numbers them. */
typedef struct book {
    int32_t day, from_day, last_day, last_month, month_from, month_until;
    int64_t from_position, month_first, month_last, n_acts;
} book;

status closing_read_book(cache *c, book *out) MUST_CHECK;
status closing_put_book(cache *c, const book *b) MUST_CHECK;

/* closing_name: of a numbered note. */
void closing_name(char kind, uint64_t number, uint8_t out[9]);

/* closing_day: the day that runs is over; `last` is its last entry. closing_month: so is its month.
 * errors  as cache_fold. */
status closing_day(cache *c, book *b, int64_t last) MUST_CHECK;
status closing_month(cache *c, book *b) MUST_CHECK;

#endif
