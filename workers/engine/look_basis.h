/* look_basis: whether the number on which an officer's look rests is good for it. Source:
 * docs/rules 7.5. */
#ifndef HALL_WORKERS_LOOK_BASIS_H
#define HALL_WORKERS_LOOK_BASIS_H

#include "gen/review/rows.h"
#include "workers/engine/job.h"

/* look_case_person: whom a case is about; "" while nobody is registered under its document. */
const char *look_case_person(view *rows, const Case *file);

/* look_rests: whether `j->look.reference` is a case, visit or request that its purpose may rest on
 * for a look at `person_no`, "" for a list, NULL for what is a unit's and no person's. Sets
 * j->look.shown_from_us where the request lets the person wait. Void while view_missing. */
bool look_rests(job *j, view *rows, const char *person_no);

#endif
