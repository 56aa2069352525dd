/* batch_internal: what batch.c (loading, ending), batch_write.c (the two writing rounds) and
 * batch_parked.c (attempts, parking) share. */
#ifndef HALL_STORE_BATCH_INTERNAL_H
#define HALL_STORE_BATCH_INTERNAL_H

#include "store/log/batch.h"

/* A command that this process counted and has not finished. One that never comes back (its sender
 * gave up, another worker has it) is forgotten after an hour, and earlier when there are more than
 * a worker takes at once; should it come after all, it is counted once more. */
enum { ATTEMPTED_MAX = 1024 };
#define ATTEMPTED_KEPT_US (3600LL * 1000000)

typedef struct attempted {
    uint8_t id[16];
    int64_t at_us;
} attempted;

struct batch {
    pg *db;
    vault *keys;
    row_store *rows;
    uint32_t lane;
    arena *kept_arena; /* the caller's, of this batch */
    size_t n_kept, kept_room;
    batch_kept *kept;
    size_t n_attempted;
    attempted attempted[ATTEMPTED_MAX]; /* the oldest first */
    entrylog_head seen;                 /* of batch_begin */
    bool stale;
    int64_t position;
};

/* batch_attempted_forget: takes an id out of the list, if it is in it. */
void batch_attempted_forget(batch *b, const uint8_t id[16]);

/* batch_end: after a failed round: rolls back and forgets what belonged to the transaction. */
status batch_end(batch *b, status s) MUST_CHECK;

#endif
