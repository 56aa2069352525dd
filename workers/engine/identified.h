/* identified: an officer who identified somebody at a counter and gave him a one-time code acts for
 * that person in nothing else on the same day. Pure: asks the view only. Source: docs/rules 2.15.
 */
#ifndef HALL_WORKERS_IDENTIFIED_H
#define HALL_WORKERS_IDENTIFIED_H

#include "workers/engine/job.h"

/* identified_gate: looks at every person that a command names, by number, by document, or by a
 * record of the person's, and at the case that it corrects. The officer is the natural person,
 * under whichever account. result  E_FORBIDDEN with the reason "identified_today" and the field.
 * Void while view_missing. */
verdict identified_gate(const job *j, view *rows) MUST_CHECK;

#endif
