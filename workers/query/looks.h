/* looks: how a look at a person's record is shown to the person. */
#ifndef HALL_WORKERS_QUERY_LOOKS_H
#define HALL_WORKERS_QUERY_LOOKS_H

#include "gen/query/list_looks.h"
#include "gen/query/rows.h"

/* looks_hidden: the person is told of it later. looks_show: a sentence of who looked, why and
 * through what, and its parts; what that question shows of a person; lists and texts are in the
 * arena of `rows`. looks_office: the name of an office as a look of this role names it. Errors:
 * E_ARENA. */
bool looks_hidden(const context *ctx, const Look *row);
status looks_show(view *rows, const Look *row, LookShown *out) MUST_CHECK;
text_pair looks_office(view *rows, Kernel__Role role, const char *office);

#endif
