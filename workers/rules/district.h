/* district: whose district's office looks after a unit or a person. Both live in rows or in the
 * arena of the view; "" for nobody's. */
#ifndef HALL_RULES_DISTRICT_H
#define HALL_RULES_DISTRICT_H

#include "proto/runtime/decide.h"

/* district_of_unit: where the unit is registered; "" also for the number "". */
const char *district_of_unit(view *rows, const char *unit_no);

/* district_of_person: where the person is insured, or was last: by a unit its, alone that of the
 * community. */
const char *district_of_person(view *rows, const char *person_no);

#endif
