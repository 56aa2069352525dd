/* owner: one of several equal programs acts, the others wait. Whoever holds a session lock of
 * PostgreSQL under a name is the owner until the session ends, however that happens: a program that
 * dies is followed by the next one that asks. Needs sessions of its own: no pooler that shares them
 * between statements. */
#ifndef HALL_STORE_OWNER_H
#define HALL_STORE_OWNER_H

#include "store/pg/pg.h"

/* owner_ask: whether this session owns `name` now; does not wait. Once `*owned` is true it stays so
 * until pg_is_lost(db). errors  as pg_round. */
status owner_ask(pg *db, const char *name, bool *owned) MUST_CHECK;

#endif
