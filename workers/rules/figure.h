/* figure: one figure of the city by its kind and group, as it holds in the month of a day.
 * Source: docs/rules 3.11. */
#ifndef HALL_RULES_FIGURE_H
#define HALL_RULES_FIGURE_H

#include "proto/runtime/decide.h"
#include "workers/rules/params.h"

/* figure_find: its row, borrowed. Errors: E_PARAM_MISSING, also in a hall without figures. */
status figure_find(const context *ctx, param_kind kind, int32_t group, int32_t day,
                   const param **out) MUST_CHECK;

#endif
