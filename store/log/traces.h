/* traces: loads the searches among commands that a view asks for (proto/runtime/view/traces.h). */
#ifndef HALL_STORE_TRACES_H
#define HALL_STORE_TRACES_H

#include "proto/runtime/view/traces.h"
#include "store/pg/pg.h"

/* traces_queue_load: one statement for a search that `v` wants, over all lanes; nothing when it
 * wants none. The view must outlive the round. */
void traces_queue_load(pg *db, view *v);

#endif
