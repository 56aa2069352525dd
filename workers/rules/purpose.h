/* purpose: what number the purpose of a look rests on. Pure. Source: docs/rules 7.5. */
#ifndef HALL_RULES_PURPOSE_H
#define HALL_RULES_PURPOSE_H

#include <stdbool.h>

/* Sets of what may be named; a purpose takes any one of its set. */
enum { PURPOSE_ON_CASE = 1, PURPOSE_ON_VISIT = 2, PURPOSE_ON_REQUEST = 4 };

/* purpose_rests_on: the set for a code of table `purpose`, 0 for one that an officer cannot choose
 * or that does not exist. */
unsigned purpose_rests_on(const char *code);

#endif
