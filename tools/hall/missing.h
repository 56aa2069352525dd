/* missing: what will be missing within 60 days (docs/rules 4.7): months of the close calendar,
 * dated figures, working days. By the figures built into the program. */
#ifndef HALL_TOOLS_MISSING_H
#define HALL_TOOLS_MISSING_H

#include <jansson.h>

#include "store/pg/pg.h"

/* missing_soon: [{what: calendar | parameter | holidays, subject, kind: missing | provisional,
 * from: YYYYMM}], the caller's. db may be NULL: then without the calendar. */
json_t *missing_soon(pg *db);

/* missing_print: a line for all that is alike on stdout, with how many more there are. */
void missing_print(const json_t *list);

#endif
