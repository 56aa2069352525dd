/* unit_data: what is on record of a unit, and the change of it. Pure; not for other services.
 * Source: docs/rules 5.12. */
#ifndef HALL_WORKERS_UNIT_DATA_H
#define HALL_WORKERS_UNIT_DATA_H

#include "gen/enrolment/rows.h"
#include "proto/runtime/decide.h"

/* unit_data_now: the event as if nothing changed, to be filled in. Borrows from the rows. */
UnitInfoChanged unit_data_now(view *rows, const Unit *unit);

/* unit_data_reviewed: whether the change is one that the district decides: account, industry,
 * class. */
bool unit_data_reviewed(const UnitInfoChanged *before, const UnitInfoChanged *after);

/* unit_data_reviews: how many such changes there were by now. */
int64_t unit_data_reviews(view *rows, const Unit *unit);

/* unit_data_change: keeps what was on record and says what is from now on; the reply names the
 * fields that changed. Errors: E_DUP_ROW (nothing_changed). */
verdict unit_data_change(const context *ctx, view *rows, const Unit *unit,
                         const UnitInfoChanged *event, changes *out) MUST_CHECK;

#endif
