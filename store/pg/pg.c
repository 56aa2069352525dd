/* pg: the session: connecting, the settings a server must have, errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/pg/pg_internal.h"

#define CONNECT_S "3"

static char open_error[256];

const char *pg_open_error(void) {
    return open_error;
}

static void on_notice(void *self, const PGresult *result) {
    pg *db = self;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    /* "canceling wait for synchronous replication" has no SQLSTATE of its own and its text follows
     * the server's language, so every warning beside a COMMIT counts (docs/rules 8.9 (3)). */
    if (db->commit_watched && severity && strcmp(severity, "WARNING") == 0)
        db->commit_warned = true;
}

static int commit_level(const char *name) {
    static const char *const levels[] = {"off", "local", "remote_write", "on", "remote_apply"};
    for (int i = 0; i < 5; i++)
        if (strcmp(levels[i], name) == 0) return i;
    return -1;
}

/* One row a setting: a server that could lose an acknowledged commit is refused (docs/rules
 * 8.9 (5)).
 */
static status check_settings(pg *db) {
    PGresult *r = PQexec(db->conn, "select name, setting from pg_settings where name in "
                                   "('fsync', 'full_page_writes', 'synchronous_commit')");
    status s = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 3 ? OK : E_UNAVAILABLE;
    if (s != OK) pg_note(db, r);
    for (int i = 0; s == OK && i < 3; i++) {
        const char *name = PQgetvalue(r, i, 0), *value = PQgetvalue(r, i, 1);
        bool enough = name[0] == 's' ? commit_level(value) >= commit_level(db->commit)
                                     : db->relaxed || strcmp(value, "on") == 0;
        if (enough) continue;
        snprintf(db->error, sizeof db->error,
                 "the server's setting %s is %s: an acknowledged act could be lost", name, value);
        s = E_UNAVAILABLE;
    }
    PQclear(r);
    return s;
}

static PGconn *connect_to(const pg *db) {
    /* Every statement is keyed and prepared once. A plan made while a table was nearly empty would
     * read the whole table for as long as the session lives, so such plans are not made at all. */
    char options[320];
    snprintf(options, sizeof options,
             "-c statement_timeout=%lld -c idle_in_transaction_session_timeout=5000 "
             "-c default_transaction_isolation=read\\ committed -c enable_seqscan=off "
             "-c plan_cache_mode=%s -c jit=off",
             (long long) db->statement_ms, db->plans);
    const char *const keys[] = {"dbname",
                                "application_name",
                                "target_session_attrs",
                                "client_encoding",
                                "connect_timeout",
                                "tcp_user_timeout",
                                "options",
                                NULL};
    const char *const values[] = {db->conninfo,
                                  db->application,
                                  db->any_server ? "any" : "read-write",
                                  "UTF8",
                                  CONNECT_S,
                                  "15000",
                                  options,
                                  NULL};
    return PQconnectdbParams(keys, values, 1);
}

status pg_reconnect(pg *db) {
    PQfinish(db->conn);
    for (size_t i = 0; i < db->n_statement; i++) db->statement[i]->state = PG_NOT_PREPARED;
    db->n_pending = 0;
    db->queue_failed = db->commit_watched = db->commit_warned = false;
    db->error[0] = 0;
    db->conn = connect_to(db);
    must(db->conn);
    if (PQstatus(db->conn) != CONNECTION_OK) {
        pg_note(db, NULL);
        return E_UNAVAILABLE;
    }
    PQsetNoticeReceiver(db->conn, on_notice, db);
    if (check_settings(db) != OK) return E_UNAVAILABLE;
    must(PQsetnonblocking(db->conn, 1) == 0 && PQenterPipelineMode(db->conn) == 1);
    return OK;
}

status pg_open(const pg_options *options, pg **out) {
    pg *db = calloc(1, sizeof *db);
    must(db);
    db->conninfo = strdup(options->conninfo);
    db->application = strdup(options->application ? options->application : "hall");
    db->commit = strdup(options->commit ? options->commit : "on");
    db->statement_ms = options->statement_ms > 0 ? options->statement_ms : 30000;
    snprintf(db->plans, sizeof db->plans, "%s",
             options->plans && *options->plans ? options->plans : "force_generic_plan");
    db->any_server = options->any_server;
    db->relaxed = options->relaxed;
    status s = pg_reconnect(db);
    if (s == OK) {
        *out = db;
        return OK;
    }
    snprintf(open_error, sizeof open_error, "%s", db->error);
    pg_close(db);
    return s;
}

void pg_close(pg *db) {
    if (!db) return;
    PQfinish(db->conn);
    for (size_t i = 0; i < db->n_statement; i++) {
        free(db->statement[i]->sql);
        free(db->statement[i]);
    }
    for (size_t i = 0; i < PG_PARAMETERS_MAX; i++) free(db->parameter[i].value.data);
    free(db->pending);
    free(db->conninfo);
    free(db->application);
    free(db->commit);
    free(db);
}

bool pg_is_lost(const pg *db) {
    return PQstatus(db->conn) != CONNECTION_OK;
}

const char *pg_error(const pg *db) {
    return db->error;
}

void pg_on_wait(pg *db, void (*idle)(void *self), void *self) {
    db->idle = idle;
    db->idle_self = self;
}

void pg_note(pg *db, const PGresult *result) {
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (!text) text = PQerrorMessage(db->conn);
    size_t n = strcspn(text, "\n"); /* the first line: details may quote values */
    snprintf(db->error, sizeof db->error, "%s%s%.*s", code ? code : "", code ? " " : "",
             (int) (n < 200 ? n : 200), text);
}

status pg_status_of(const PGresult *result) {
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    static const char *const races[] = {"23505", "40001", "40P01", "55P03"};
    static const char *const outages[] = {"08", "53", "57", "58", "25006", "25P03", "XX001"};
    const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (!code) return E_UNAVAILABLE; /* the connection itself */
    /* A living session may tell of another node's connection, under any code. */
    if (text && strstr(text, "server closed the connection")) return E_UNAVAILABLE;
    for (size_t i = 0; i < sizeof races / sizeof *races; i++)
        if (strcmp(code, races[i]) == 0) return E_CONFLICT;
    for (size_t i = 0; i < sizeof outages / sizeof *outages; i++)
        if (strncmp(code, outages[i], strlen(outages[i])) == 0) return E_UNAVAILABLE;
    return E_INTERNAL;
}
