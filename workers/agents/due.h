/* due: sends what is due of the rows (option `due` of the contract): for each row whose time has
 * come, the declared command about its key, under an id that follows from row, time and method. So
 * it is done once, whoever sends it and however often; what is overdue after a downtime is due like
 * anything else. One of several senders acts at a time (store/pg/owner.h). Reads the database,
 * changes nothing itself; waits for a database or a broker that is away. */
#ifndef HALL_AGENTS_DUE_H
#define HALL_AGENTS_DUE_H

#include "broker/bus.h"
#include "store/pg/pg.h"

/* bus, database: borrowed. owner: name of the lock, one per lane. offset_us: added to the wall
 * clock, as the brokers' is. poll_ms: from the end of one look to the next. */
typedef struct due_options {
    bus *bus;
    const pg_options *database;
    const char *owner;
    int64_t offset_us, poll_ms;
} due_options;

typedef struct due due;

due *due_open(const due_options *options);
void due_close(due *d);

/* due_turn: does what is to be done now; never waits for an answer. due_wait_ms: until it has
 * something to do by itself. due_reached: the database was reached at least once. */
void due_turn(due *d);
int due_wait_ms(const due *d);
bool due_reached(const due *d);

#endif
