/* charge: what a month is charged by that lies in the unit's row, or in that there is none. Source:
 * docs/rules 3.2, 5.9. */
#ifndef HALL_RULES_CHARGE_H
#define HALL_RULES_CHARGE_H

#include "gen/enrolment/rows.h"
#include "workers/rules/money/month.h"

/* charge_terms: of a unit's members in a month; unit NULL: of somebody who pays alone. */
month_terms charge_terms(const Unit *unit, int32_t period);

#endif
