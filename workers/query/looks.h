/* looks: how a look at a person's record is shown to the person. */
#ifndef HALL_WORKERS_QUERY_LOOKS_H
#define HALL_WORKERS_QUERY_LOOKS_H

#include "gen/query/list_looks.h"
#include "gen/query/rows.h"

/* looks_hidden: the person is told of it later. looks_show: office, post, when, why, by which
 * question, and what that question shows of a person; its lists are in the arena. Errors: E_ARENA.
 */
bool looks_hidden(const context *ctx, const Look *row);
status looks_show(const Look *row, arena *a, LookShown *out) MUST_CHECK;

#endif
