/* pg_internal: what pg.c (session), pg_args.c (parameters) and pg_round.c (pipeline) share. Nobody
 * else includes it. */
#ifndef HALL_STORE_PG_INTERNAL_H
#define HALL_STORE_PG_INTERNAL_H

#include "store/pg/pg.h"

#define PG_PARAMETERS_MAX 160
#define PG_STATEMENTS_MAX 2048

typedef struct pg_buffer {
    char *data;
    size_t bytes, room;
} pg_buffer;

typedef struct pg_parameter {
    pg_buffer value; /* kept between statements, only `bytes` restarts */
    bool array;
    pg_type type;
    uint32_t members;
} pg_parameter;

typedef enum pg_prepared { PG_NOT_PREPARED, PG_PREPARING, PG_PREPARED } pg_prepared;

typedef struct pg_statement {
    char *sql;
    const char *given; /* the caller's pointer, compared first */
    char name[16];
    pg_prepared state;
} pg_statement;

typedef enum pg_step { STEP_PREPARE, STEP_STATEMENT, STEP_COMMIT } pg_step;

typedef struct pg_pending {
    pg_step step;
    pg_statement *statement;
    pg_receiver *on;
    void *self;
} pg_pending;

struct pg {
    PGconn *conn;
    char *conninfo, *application, *commit;
    int64_t statement_ms;
    char plans[24];
    bool any_server, relaxed;
    char error[256];
    void (*idle)(void *self);
    void *idle_self;
    unsigned n_parameter;
    pg_parameter parameter[PG_PARAMETERS_MAX];
    size_t n_statement;
    pg_statement *statement[PG_STATEMENTS_MAX];
    size_t n_pending, pending_room;
    pg_pending *pending;
    bool queue_failed;   /* the connection broke while queueing */
    bool commit_watched; /* a COMMIT is queued */
    bool commit_warned;  /* a warning came while one was */
};

/* pg_note: remembers SQLSTATE and primary message of a failed result, or the connection's. */
void pg_note(pg *db, const PGresult *result);

/* pg_status_of: the status for a failed result. */
status pg_status_of(const PGresult *result);

#endif
