/* cluster: the private PostgreSQL of one hall: made once in the data folder, reached only through a
 * socket in the runtime folder, by the account that owns it. */
#ifndef HALL_SUPERVISOR_CLUSTER_H
#define HALL_SUPERVISOR_CLUSTER_H

#include "tools/supervisor/crew.h"

/* cluster_make: initdb and settings when there is no cluster yet. */
bool cluster_make(crew *c);

/* cluster_add: PostgreSQL as a member of the crew. */
bool cluster_add(crew *c);

/* cluster_conninfo: static text until the next call, for libpq; role: NULL for the owner.
 * cluster_database: creates the database "hall" when missing. */
const char *cluster_conninfo(const place *p, const char *role);
bool cluster_database(const place *p);

#endif
