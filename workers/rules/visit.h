/* visit: whether a number is that of a visit or request about a person that holds. Source:
 * docs/rules 7.5. */
#ifndef HALL_RULES_VISIT_H
#define HALL_RULES_VISIT_H

#include "proto/runtime/decide.h"

bool visit_is_of(view *rows, const char *basis_no, const char *person_no);

#endif
