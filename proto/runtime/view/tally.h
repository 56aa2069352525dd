/* tally: what a query may see of counted business: a report of a day or month that is over, as the
 * projector keeps it. Like a row it is loaded when it is asked for the first time: until then there
 * is none and the run is void (view.h). Loading is store/statistics. */
#ifndef HALL_RUNTIME_TALLY_H
#define HALL_RUNTIME_TALLY_H

#include "proto/runtime/view/view.h"

typedef enum tally_kind { TALLY_DAY = 'd', TALLY_MONTH = 'm' } tally_kind;

/* state: OK; E_NOT_FOUND there is none; E_NOT_READY there is no copy, or it is being made. number:
 * its day (YYYYMMDD) or month (YYYYMM). part: packed query.StatisticsPart, as long as the view. */
typedef struct tally {
    status state;
    int32_t number;
    ProtobufCBinaryData part;
} tally;

/* view_tally: the latest of its kind that is not later than `at_most`. */
tally view_tally(view *v, tally_kind kind, int32_t at_most);

/* The loader's side: whether one was asked for and not answered yet; then view_put_tally, for that
 * one. */
bool view_wanted_tally(const view *v, tally_kind *kind, int32_t *at_most);
void view_put_tally(view *v, const tally *found);

#endif
