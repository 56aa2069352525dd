/* stop: the one planned stop of the hall. */
#ifndef HALL_WORKERS_DESK_STOP_H
#define HALL_WORKERS_DESK_STOP_H

#include "gen/desk/stop.h"

#define STOP_NAME "hall"

/* stop_planned: the stop that is announced and not over at `now_us`, else NULL. */
static inline const PlannedStop *stop_planned(view *rows, int64_t now_us) {
    const PlannedStop *stop = find_planned_stop(rows, STOP_NAME);
    return stop && stop->goes_on_at_us > now_us ? stop : NULL;
}

#endif
