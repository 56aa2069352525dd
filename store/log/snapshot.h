/* snapshot: the read-only transaction in which queries are decided, and what it says of the hall.
 */
#ifndef HALL_STORE_SNAPSHOT_H
#define HALL_STORE_SNAPSHOT_H

#include "store/pg/pg.h"

/* position: number of the lane's last entry as the snapshot sees it. parked: commands that wait for
 * an operator. last_lane: the highest one that has a head here. reference: the lane's position of
 * the last change of a reference row. */
typedef struct snapshot_facts {
    int64_t position, parked, last_lane, reference;
} snapshot_facts;

/* snapshot_begin: queued; `out` is written by the next round. snapshot_end: closes it in a round of
 * its own; errors as pg_round. */
void snapshot_begin(pg *db, uint32_t lane, snapshot_facts *out);
status snapshot_end(pg *db) MUST_CHECK;

#endif
