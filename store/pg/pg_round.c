/* pg_round: the pipeline. Queueing never waits for answers; a round syncs once and then reads and
 * writes by turns (a server that waits for us to read while we wait for it to read would hang
 * both). */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/pg/pg_internal.h"

#define IDLE_MS 250
#define GRACE_MS                                                                                   \
    30000 /* beyond the statement's own time limit: the server does not answer any more */

static int64_t clock_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void remember(pg *db, pg_step step, pg_statement *statement, pg_receiver *on, void *self) {
    if (db->n_pending == db->pending_room) {
        db->pending_room = db->pending_room * 2 + 32;
        db->pending = realloc(db->pending, db->pending_room * sizeof *db->pending);
        must(db->pending);
    }
    db->pending[db->n_pending++] = (pg_pending){step, statement, on, self};
}

static pg_statement *statement_of(pg *db, const char *sql) {
    for (size_t i = 0; i < db->n_statement; i++)
        if (db->statement[i]->given == sql && strcmp(db->statement[i]->sql, sql) == 0)
            return db->statement[i];
    must(db->n_statement < PG_STATEMENTS_MAX);
    pg_statement *s = calloc(1, sizeof *s);
    must(s);
    *s = (pg_statement){.sql = strdup(sql), .given = sql, .state = PG_NOT_PREPARED};
    snprintf(s->name, sizeof s->name, "s%zu", db->n_statement);
    return db->statement[db->n_statement++] = s;
}

static void queue_step(pg *db, pg_step step, const char *sql, pg_receiver *on, void *self) {
    const char *values[PG_PARAMETERS_MAX];
    int lengths[PG_PARAMETERS_MAX], formats[PG_PARAMETERS_MAX];
    pg_statement *s = statement_of(db, sql);
    if (db->queue_failed) return;
    if (s->state == PG_NOT_PREPARED) {
        db->queue_failed |= PQsendPrepare(db->conn, s->name, s->sql, 0, NULL) != 1;
        s->state = PG_PREPARING;
        remember(db, STEP_PREPARE, s, NULL, NULL);
    }
    for (unsigned i = 0; i < db->n_parameter; i++) {
        pg_parameter *p = &db->parameter[i];
        values[i] = p->value.data;
        lengths[i] = (int) p->value.bytes;
        formats[i] = 1;
    }
    db->queue_failed |= PQsendQueryPrepared(db->conn, s->name, (int) db->n_parameter, values,
                                            lengths, formats, 1) != 1;
    remember(db, step, s, on, self);
    pg_args_start(db);
}

void pg_queue(pg *db, const char *sql, pg_receiver *on, void *self) {
    queue_step(db, STEP_STATEMENT, sql, on, self);
}

void pg_queue_commit(pg *db) {
    db->commit_watched = true;
    pg_args_start(db);
    queue_step(db, STEP_COMMIT, "commit", NULL, NULL);
}

/* Until a result can be taken without waiting. False: the connection is lost. */
static bool await_result(pg *db, int64_t deadline_ms) {
    while (PQisBusy(db->conn)) {
        int unsent = PQflush(db->conn);
        if (unsent < 0 || clock_ms() > deadline_ms) return false;
        struct pollfd fd = {PQsocket(db->conn), (short) (unsent > 0 ? POLLIN | POLLOUT : POLLIN),
                            0};
        int ready = poll(&fd, 1, IDLE_MS);
        if (ready == 0 && db->idle) db->idle(db->idle_self);
        if (ready > 0 && PQconsumeInput(db->conn) != 1) return false;
    }
    return true;
}

static status failure(pg *db, const pg_pending *p, const PGresult *result) {
    status s = pg_status_of(result);
    pg_note(db, result);
    /* A COMMIT that ends with the session may have been stored before. */
    return p->step == STEP_COMMIT && s == E_UNAVAILABLE ? IN_PROGRESS : s;
}

static status take(pg *db, const pg_pending *p, const PGresult *result, bool deliver) {
    ExecStatusType kind = PQresultStatus(result);
    bool good = kind == PGRES_TUPLES_OK || kind == PGRES_COMMAND_OK;
    if (p->step == STEP_PREPARE) p->statement->state = good ? PG_PREPARED : PG_NOT_PREPARED;
    if (kind == PGRES_PIPELINE_ABORTED) return E_INTERNAL; /* never the first failure of a round */
    if (!good) return failure(db, p, result);
    if (p->step == STEP_COMMIT && strcmp(PQcmdStatus((PGresult *) result), "COMMIT") != 0)
        return E_INTERNAL;
    return deliver && p->on ? p->on(p->self, result) : OK;
}

static status lost(pg *db, size_t answered) {
    bool commit_open = false;
    for (size_t i = answered; i < db->n_pending; i++)
        commit_open |= db->pending[i].step == STEP_COMMIT;
    pg_note(db, NULL);
    if (db->error[0] == 0) snprintf(db->error, sizeof db->error, "the database does not answer");
    PQfinish(db->conn); /* so that a late answer can never be taken for a later question's */
    db->conn = NULL;
    return commit_open ? IN_PROGRESS : E_UNAVAILABLE;
}

static status receive(pg *db) {
    int64_t deadline_ms = clock_ms() + db->statement_ms + GRACE_MS;
    status first = OK;
    for (size_t i = 0; i < db->n_pending;) {
        if (!await_result(db, deadline_ms)) return lost(db, i);
        PGresult *result = PQgetResult(db->conn);
        if (!result) { /* end of one statement's results */
            if (pg_is_lost(db)) return lost(db, i);
            i++;
            continue;
        }
        status s = take(db, &db->pending[i], result, first == OK);
        if (first == OK) first = s;
        PQclear(result);
    }
    if (!await_result(db, deadline_ms)) return lost(db, db->n_pending);
    PGresult *sync = PQgetResult(db->conn);
    bool synced = PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    return synced || first != OK ? first : lost(db, db->n_pending);
}

status pg_round(pg *db) {
    status s = E_UNAVAILABLE;
    db->error[0] = 0;
    if (!db->conn || db->queue_failed || PQpipelineSync(db->conn) != 1) {
        pg_note(db, NULL);
        /* libpq sends ahead what does not fit its buffer, and COMMIT runs without the sync. */
        if (db->conn && db->commit_watched) s = IN_PROGRESS;
        PQfinish(db->conn);
        db->conn = NULL;
    } else {
        s = receive(db);
        if (s == OK && db->commit_warned) s = IN_PROGRESS;
    }
    db->n_pending = 0;
    db->queue_failed = db->commit_watched = db->commit_warned = false;
    return s;
}

void pg_rollback(pg *db) {
    char kept[sizeof db->error];
    memcpy(kept, db->error, sizeof kept);
    if (pg_is_lost(db)) return;
    pg_args_start(db);
    pg_queue(db, "rollback", NULL, NULL);
    if (pg_round(db) == OK) memcpy(db->error, kept, sizeof kept);
}

status pg_run(pg *db, const char *sql, pg_receiver *on, void *self) {
    pg_queue(db, sql, on, self);
    return pg_round(db);
}

static status script_one(pg *db, const char *sql) {
    PGresult *result = PQexec(db->conn, sql);
    ExecStatusType kind = PQresultStatus(result);
    bool good = kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK || kind == PGRES_EMPTY_QUERY;
    status s = good ? OK : pg_status_of(result);
    if (s != OK) pg_note(db, result);
    PQclear(result);
    return s;
}

/* The end of a statement: what stands between two $$ is one text. */
static char *statement_end(char *at) {
    char *end = strstr(at, ";\n"), *quote = strstr(at, "$$");
    while (end && quote && quote < end) {
        char *closed = strstr(quote + 2, "$$");
        if (!closed) return NULL;
        end = strstr(closed + 2, ";\n");
        quote = strstr(closed + 2, "$$");
    }
    return end;
}

status pg_script(pg *db, const char *sql) {
    if (pg_is_lost(db)) return E_UNAVAILABLE;
    must(PQexitPipelineMode(db->conn) == 1 && PQsetnonblocking(db->conn, 0) == 0);
    char *copy = strdup(sql);
    must(copy);
    status s = OK;
    for (char *at = copy, *end = NULL; at && s == OK; at = end) {
        end = statement_end(at);
        if (end) {
            *end = '\0';
            end += 2;
        }
        s = script_one(db, at);
    }
    free(copy);
    if (!pg_is_lost(db))
        must(PQsetnonblocking(db->conn, 1) == 0 && PQenterPipelineMode(db->conn) == 1);
    return s;
}
