/* partition: the log's table is cut by position, PARTITION_ENTRIES a piece, so that old pieces can
 * be moved or read alone and indexes stay small. Pieces are made ahead, never when an entry waits.
 */
#ifndef HALL_STORE_PARTITION_H
#define HALL_STORE_PARTITION_H

#include "store/pg/pg.h"

#define PARTITION_ENTRIES INT64_C(10000000)
#define PARTITIONS_AHEAD 2

/* partition_furthest: the newest position of the log. partition_ahead: makes the piece in which
 * `position` lies and PARTITIONS_AHEAD more, those that are missing; the keeper's (roles.h). */
status partition_furthest(pg *db, int64_t *out) MUST_CHECK;
status partition_ahead(pg *db, int64_t position) MUST_CHECK;

#endif
