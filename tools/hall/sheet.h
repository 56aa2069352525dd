/* sheet: a query that lists, as a file with all its pages. */
#ifndef HALL_TOOLS_HALL_SHEET_H
#define HALL_TOOLS_HALL_SHEET_H

#include "broker/bus.h"
#include "proto/runtime/catalog.h"

/* sheet_call: the list into the new file `path`, beginning with `first`; its exit code, after a
 * sentence when it is not done. */
int sheet_call(const command_type *query, const Bus__Envelope *first, const char *path);

#endif
