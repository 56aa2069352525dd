/* look: somebody sees somebody else's record. Which record a query looks at, and who must say why,
 * the contract says. */
#ifndef HALL_WORKERS_LOOK_H
#define HALL_WORKERS_LOOK_H

#include "workers/engine/job.h"

/* look_purpose: whether the purpose that the grant demands is given; any given one must be a code.
 * result  E_PURPOSE. */
verdict look_purpose(const job *j) MUST_CHECK;

/* look_note: the event of an accepted query's look: one for a record, one for a page. Nobody looks
 * at his own, and a process of the hall is nobody. */
void look_note(job *j);

#endif
