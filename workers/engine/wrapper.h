/* wrapper: review around a command that does not know it (design: a case keeps the command itself).
 * At submission the command is decided on the rows as they are: a refusal is answered at once;
 * where nobody need look the effects stand and the answer lists the rules that allowed it; else the
 * effects are dropped and the command waits in a case. On release it is decided again on the rows
 * as they then are. Drafts, corrections of returned cases and dry runs go through here, too. Pure,
 * like deciding. */
#ifndef HALL_WORKERS_WRAPPER_H
#define HALL_WORKERS_WRAPPER_H

#include "workers/engine/job.h"

/* wrapper_decide: the whole decision of a job after its gates: handler, automatic rules, case
 * events. j->verdict, j->outcome, j->case_no and j->changes are set. Void while view_missing. */
void wrapper_decide(job *j, view *rows);

#endif
