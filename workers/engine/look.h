/* look: somebody sees somebody else's record. Which record a query looks at, and who must say why,
 * the contract says. Source: docs/rules 7.2, 7.5. */
#ifndef HALL_WORKERS_LOOK_H
#define HALL_WORKERS_LOOK_H

#include "workers/engine/job.h"

/* look_purpose: fills j->look: the purpose given, or the grant's own. Where the grant demands one,
 * an officer names the number it rests on as well: a case about this person (of a list: of the
 * district), a visit of today, or a confirmed request that covers the query.
 * result  E_PURPOSE: field "purpose", or "purpose_ref" with the reason "reference_needed" or
 * "reference_unknown". Void while view_missing. */
verdict look_purpose(job *j, view *rows) MUST_CHECK;

/* look_note: the event of an accepted query's look: one for a record, one for a page, with the
 * persons it shows; of a unit's own list their number only. Nobody looks at his own, and a process
 * of the hall is nobody. Void while view_missing. */
void look_note(job *j, view *rows);

#endif
