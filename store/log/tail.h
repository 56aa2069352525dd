/* tail: following the log by position, a piece at a time: what the projector does and whoever else
 * acts on what has happened. Keeps how far it is and nothing else; the follower says when a piece
 * is safe with it. An event that the program does not know (an older program, a log that is newer)
 * makes it wait there, said once: programs are upgraded one after the other. */
#ifndef HALL_STORE_TAIL_H
#define HALL_STORE_TAIL_H

#include "store/log/entrylog.h"

#define TAIL_PIECE 4000

/* position: the last entry that the follower has kept. waits_at: where an unknown event was said.
 */
typedef struct tail {
    uint32_t lane;
    int64_t position, waits_at;
} tail;

/* tail_read: visits what comes after the position, at most TAIL_PIECE entries; `*last` the last one
 * visited, which the follower makes the position once it has kept them. `*more`: there may be
 * another piece at once.
 * errors  E_UNKNOWN_EVENT as the visitor said it: what came before may be kept; as entrylog_read.
 */
status tail_read(tail *t, pg *db, entrylog_visitor *visit, void *self, int64_t *last,
                 bool *more) MUST_CHECK;

#endif
