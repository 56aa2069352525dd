/* parameter: the rows of approved figures as the rules read them (params.h). Only reading; what may
 * become a row is proposal.h's. */
#ifndef HALL_RULES_PARAMETER_H
#define HALL_RULES_PARAMETER_H

#include "gen/collection/rows.h"
#include "proto/runtime/view/view.h"
#include "workers/rules/params.h"

/* The figures of one kind in the order of their numbers; row[i] stands in parameter[i]. */
typedef struct parameter_list {
    size_t n;
    param *row;
    const Parameter *const *parameter;
} parameter_list;

/* parameter_list_of: those that hold, without what was taken back; in the arena of `rows`. Errors:
 * E_ARENA. */
status parameter_list_of(view *rows, param_kind kind, parameter_list *out) MUST_CHECK;

/* parameter_all: all kinds as one set, with spans, in the arena of `rows`. Errors: E_ARENA. */
status parameter_all(view *rows, param_set *out) MUST_CHECK;

#endif
