/* answers: loads the kept answers that a view asks for (proto/runtime/view/answers.h). */
#ifndef HALL_STORE_ANSWERS_H
#define HALL_STORE_ANSWERS_H

#include "proto/runtime/view/answers.h"
#include "store/pg/pg.h"

/* answers_queue_load: one statement for each that `v` wants, of whichever lane; nothing when it
 * wants none. The view must outlive the round. */
void answers_queue_load(pg *db, view *v);

#endif
