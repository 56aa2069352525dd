/* tell: leaves a message for whom an event concerns, as the contract says (option `tell`). It is an
 * event of the same entry, so a replay gives the same inboxes. */
#ifndef HALL_WORKERS_TELL_H
#define HALL_WORKERS_TELL_H

#include "workers/engine/job.h"

/* tell_all: adds a message for each event of an accepted command that tells somebody. Void while
 * view_missing. */
void tell_all(job *j, view *rows);

#endif
