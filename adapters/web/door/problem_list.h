/* problem_list: what a problem says field by field, and which gate refused. Inner part of problem.
 */
#ifndef HALL_WEB_PROBLEM_LIST_H
#define HALL_WEB_PROBLEM_LIST_H

#include <jansson.h>

#include "adapters/web/door/problem.h"

/* problem_errors: a new list, one member for each field at fault; empty where no field is. */
json_t *problem_errors(const problem *p, bool english, arena *a);

/* problem_gate: adds `gate` where the code is that of one. */
void problem_gate(json_t *object, const problem *p, bool english);

#endif
