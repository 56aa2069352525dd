/* pg: one connection to PostgreSQL in pipeline mode. Statements are queued, a round flushes them
 * with one sync and hands each result to its receiver, so that a batch of commands costs as many
 * round trips as one. Parameters are binary arrays and values, results binary. No statement knows
 * business; SQL of rows is made in rows.c, of the log in eventlog.c. One connection is one
 * thread's. */
#ifndef HALL_STORE_PG_H
#define HALL_STORE_PG_H

#include <libpq-fe.h>

#include "proto/runtime/status.h"

typedef struct pg pg;

typedef struct pg_options {
    const char *conninfo;    /* libpq key=value or URI; target_session_attrs=read-write is added */
    const char *application; /* application_name, at most 63 bytes */
    const char *commit;      /* least synchronous_commit: "on" (NULL), "remote_apply", "local" */
    int64_t statement_ms;    /* longest statement, 0: 30 000 */
    const char *plans;       /* plan_cache_mode, NULL: force_generic_plan */
    bool any_server;         /* a standby is enough (reports); only read statements then */
    bool relaxed;            /* tests and demonstrations: fsync and full_page_writes may be off */
} pg_options;

/* pg_open: connects and checks.
 * errors  E_UNAVAILABLE no server, or its fsync, full_page_writes or synchronous_commit is lower
 * than asked: such a server may not be written to. pg_open_error says why in one sentence. */
status pg_open(const pg_options *options, pg **out) MUST_CHECK;
void pg_close(pg *db);
const char *pg_open_error(void);

/* pg_reconnect: a new session after pg_is_lost; prepared statements are made again when used. */
status pg_reconnect(pg *db) MUST_CHECK;
bool pg_is_lost(const pg *db);

/* pg_error: server's text of the last failure, "" for none. SQLSTATE and primary message only: no
 * values, so it may be logged. */
const char *pg_error(const pg *db);

/* pg_on_wait: `idle` is called at least every 250 ms while a round waits, so that the caller can
 * send its heartbeats. It may not use `db`. */
void pg_on_wait(pg *db, void (*idle)(void *self), void *self);

typedef enum pg_type { PG_INT8, PG_TEXT, PG_BYTEA, PG_BOOL } pg_type;

/* Parameters of the statement being built, one at a time per connection. pg_args_start forgets the
 * ones before; each pg_array opens the next parameter as an array, pg_value_* add a plain one; then
 * members are added to the parameter named by its number from 0. pg_queue copies them. */
void pg_args_start(pg *db);
unsigned pg_array(pg *db, pg_type type);
void pg_add_number(pg *db, unsigned parameter, int64_t number);
void pg_add_text(pg *db, unsigned parameter, const char *text);
void pg_add_bytes(pg *db, unsigned parameter, const void *data, size_t bytes);
void pg_value_number(pg *db, int64_t number);
void pg_value_flag(pg *db, bool flag);
void pg_value_text(pg *db, const char *text);
void pg_value_bytes(pg *db, const void *data, size_t bytes);

/* What becomes of a statement's result: OK, or a status that makes the round fail. Runs in the
 * order queued; the result is freed afterwards. */
typedef status pg_receiver(void *self, const PGresult *result);

/* pg_queue: sends `sql` with the parameters built since pg_args_start (prepared once per
 * connection; `sql` must be the same text each time and live until the connection closes). `on` may
 * be NULL. A failure is kept and returned by pg_round. */
void pg_queue(pg *db, const char *sql, pg_receiver *on, void *self);

/* pg_queue_commit: COMMIT, watched: a warning before its answer, or no answer, means that the
 * outcome is unknown.
 */
void pg_queue_commit(pg *db);

/* pg_round: syncs, flushes, receives everything queued.
 * errors  the first receiver's; E_CONFLICT unique violation, serialization failure, deadlock;
 *         E_UNAVAILABLE no database, disk full, read-only, statement time out;
 *         IN_PROGRESS the outcome of a queued commit is unknown: repeat with the same ids;
 *         E_INTERNAL a statement is wrong. The transaction is then open but dead: pg_rollback. */
status pg_round(pg *db) MUST_CHECK;

/* pg_rollback: ends a dead or unwanted transaction; keeps pg_error. */
void pg_rollback(pg *db);

/* pg_run: one statement without parameters or with those built, in a round of its own. */
status pg_run(pg *db, const char *sql, pg_receiver *on, void *self) MUST_CHECK;

/* pg_script: plain statements (migrations), each in autocommit unless it says so. What ends a line
 * with a semicolon is sent by itself: a distributed database takes one definition a call. */
status pg_script(pg *db, const char *sql) MUST_CHECK;

/* Values of a binary result; borrowed from it. NULL reads as 0, "" or no bytes. */
int64_t pg_get_number(const PGresult *result, int row, int column);
const char *pg_get_text(const PGresult *result, int row, int column);
const uint8_t *pg_get_bytes(const PGresult *result, int row, int column, size_t *bytes);
/* pg_affected: rows written by a command. */
int64_t pg_affected(const PGresult *result);

#endif
