/* rows: between a view and the row tables. Loading costs one statement per (row type, index)
 * however many keys are wanted; writing one INSERT and one UPDATE per table. All SQL is derived
 * from the row types: a new row type needs no line here. */
#ifndef HALL_STORE_ROWS_H
#define HALL_STORE_ROWS_H

#include "proto/runtime/view/view.h"
#include "store/pg/pg.h"

typedef struct row_store row_store;

/* rows_open: the statements of one connection's owner; independent of the connection itself. */
row_store *rows_open(void);
void rows_close(row_store *r);

/* rows_queue_load: queues the statements for every key `v` wants; their receivers put the rows into
 * `v` and, at the end of each statement, mark its keys as answered. Keys of cached types can be
 * answered by cache_load before. */
void rows_queue_load(row_store *r, pg *db, view *v);

/* rows_queue_store: queues the writes of everything changed in `v`, ordered by key within each
 * table. In pg_round: a version that is no longer the loaded one, or a key that exists by now, is
 * E_CONFLICT. */
void rows_queue_store(row_store *r, pg *db, view *v);

/* rows_visit: every row of a type in key order, in pieces within the caller's transaction; each row
 * lives until `visit` returns. Stops with the status of `visit`. */
status rows_visit(row_store *r, pg *db, const row_type *type,
                  status (*visit)(void *self, const ProtobufCMessage *row), void *self) MUST_CHECK;

/* A find of what is due: rows whose time type->due[number] is at most `up_to_us` and not 0, the
 * earliest first, those of one time by key; behind time and key of `after` (a new message: from the
 * first), at most `limit`. */
typedef struct rows_due_find {
    const row_type *type;
    unsigned number;
    int64_t up_to_us;
    const ProtobufCMessage *after;
    size_t limit;
} rows_due_find;

/* rows_due: `out` has room for the limit; its rows are in `a` and hold that time and their key, no
 * more. In a round of its own. errors  as pg_round; E_ARENA. */
status rows_due(row_store *r, pg *db, const rows_due_find *find, arena *a, ProtobufCMessage **out,
                size_t *n) MUST_CHECK;

/* rows_ddl: CREATE TABLE IF NOT EXISTS, ADD COLUMN IF NOT EXISTS and CREATE INDEX IF NOT EXISTS of
 * one row type; malloc'd, the caller frees. */
char *rows_ddl(const row_type *type);

#endif
