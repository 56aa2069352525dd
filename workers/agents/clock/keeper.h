/* keeper: what the log and the kept answers need from time to time: pieces made ahead, old answers
 * taken away. By a database role that may do nothing else (store/migrations/roles.h). */
#ifndef HALL_AGENTS_KEEPER_H
#define HALL_AGENTS_KEEPER_H

#include "store/pg/pg.h"

typedef struct keeper keeper;

/* keeper_open: database is borrowed. kept_us: how long the workers accept an id (tidy_before). NULL
 * without memory. */
keeper *keeper_open(const pg_options *database, int64_t kept_us);
void keeper_close(keeper *k);

/* keeper_turn: does what is due, once a minute; a database that is away is asked again later. */
void keeper_turn(keeper *k);

#endif
