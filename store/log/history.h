/* history: loads the histories that a view asks for (proto/runtime/view/history.h) from the log. */
#ifndef HALL_STORE_HISTORY_H
#define HALL_STORE_HISTORY_H

#include "proto/runtime/view/history.h"
#include "store/pg/pg.h"

/* history_queue_load: one statement for every subject that `v` wants in this lane; nothing when it
 * wants none. The round answers them all, each with the newest 4096 events at most. The view must
 * outlive the round. */
void history_queue_load(pg *db, uint32_t lane, view *v);

#endif
