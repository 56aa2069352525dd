/* schema: migrations and the tables derived from the contract. */
#include "store/migrations/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/log/partition.h"
#include "store/migrations/migrations.h"
#include "store/rows/rows.h"
#include "store/rows/rows_sql.h"

/* Any number, the same for every program of the hall. */
#define LOCK "select pg_advisory_lock(4801721)"
#define UNLOCK "select pg_advisory_unlock(4801721)"

static void checksum(const migration *m, char out[2 * CRYPT_HASH_BYTES + 1]) {
    uint8_t hash[CRYPT_HASH_BYTES];
    crypt_sm3(m->sql, strlen(m->sql), hash);
    crypt_hex(hash, sizeof hash, out);
}

static status on_checksum(void *self, const PGresult *result) {
    char *found = self;
    if (PQntuples(result) == 1)
        snprintf(found, 2 * CRYPT_HASH_BYTES + 1, "%s", pg_get_text(result, 0, 0));
    return OK;
}

/* "" when it has not run. */
static status applied_checksum(pg *db, const char *name, char found[2 * CRYPT_HASH_BYTES + 1]) {
    found[0] = 0;
    pg_args_start(db);
    pg_value_text(db, name);
    return pg_run(db, "select checksum from migration where name = $1::text", on_checksum, found);
}

static status note_migration(pg *db, const migration *m, const char *sum) {
    pg_args_start(db);
    pg_value_text(db, m->name);
    pg_value_text(db, sum);
    return pg_run(db, "insert into migration (name, checksum) values ($1::text, $2::text)", NULL,
                  NULL);
}

static status run_migration(pg *db, const migration *m, const char *sum) {
    status s = pg_script(db, "begin");
    if (s == OK) s = pg_script(db, m->sql);
    if (s == OK) s = note_migration(db, m, sum);
    if (s == OK) s = pg_script(db, "commit");
    if (s != OK) pg_rollback(db);
    return s;
}

static status on_log(void *self, const PGresult *result) {
    (void) self;
    return PQntuples(result) > 0 ? E_CONFLICT : OK;
}

/* Tables of a log, and nothing that says which hall made them: not this one. */
static status refuse_unknown_log(pg *db) {
    return pg_run(db,
                  "select 1 where not exists (select from migration) and "
                  "coalesce(to_regclass('entry'), to_regclass('event')) is not null",
                  on_log, NULL);
}

static status migrate_kernel(pg *db) {
    status s = pg_script(db, "create table if not exists migration ("
                             "name text primary key, checksum text not null)");
    if (s == OK) s = refuse_unknown_log(db);
    for (unsigned i = 0; i < n_migrations && s == OK; i++) {
        char sum[2 * CRYPT_HASH_BYTES + 1], found[2 * CRYPT_HASH_BYTES + 1];
        checksum(&migrations[i], sum);
        s = applied_checksum(db, migrations[i].name, found);
        if (s == OK && found[0] == 0)
            s = run_migration(db, &migrations[i], sum);
        else if (s == OK && strcmp(found, sum) != 0)
            s = E_CONFLICT;
    }
    return s;
}

static status migrate_rows(pg *db) {
    status s = OK;
    for (unsigned i = 0; i < n_row_types && s == OK; i++) {
        char *ddl = rows_ddl(row_types[i]);
        s = pg_script(db, ddl);
        free(ddl);
    }
    return s;
}

static status on_lane(void *self, const PGresult *result) {
    (void) self;
    return PQntuples(result) == 1 ? OK : E_NOT_FOUND;
}

static status make_lane(pg *db, crypt_suite suite, uint32_t lane) {
    static const uint8_t zero[CRYPT_HASH_BYTES];
    pg_args_start(db);
    pg_value_number(db, lane);
    pg_value_bytes(db, zero, sizeof zero);
    pg_value_text(db, crypt_hash_name(suite));
    status s = pg_run(db,
                      "insert into lane_head (lane, position, hash, suite, closed_period, "
                      "reference) select $1::bigint, 0, $2::bytea, $3::text, 0, 0 where not exists "
                      "(select from lane_head)",
                      NULL, NULL);
    if (s != OK) return s;
    pg_args_start(db);
    pg_value_number(db, lane);
    return pg_run(db, "select 1 from lane_head where lane = $1::bigint", on_lane, NULL);
}

status schema_log_begun(pg *db) {
    return pg_run(db, "select 1 from lane_head where position > 0", on_log, NULL);
}

static status make_partitions(pg *db) {
    int64_t furthest = 0;
    status s = partition_furthest(db, &furthest);
    return s == OK ? partition_ahead(db, furthest) : s;
}

status schema_migrate(pg *db, crypt_suite suite, uint32_t lane) {
    status s = pg_script(db, "set statement_timeout = 0; set client_min_messages = warning");
    if (s == OK) s = pg_script(db, LOCK);
    if (s != OK) return s;
    s = migrate_kernel(db);
    if (s == OK) s = migrate_rows(db);
    if (s == OK) s = make_lane(db, suite, lane);
    if (s == OK) s = make_partitions(db);
    status unlocked = pg_script(db, UNLOCK "; reset statement_timeout; reset client_min_messages");
    return s != OK ? s : unlocked;
}

static status on_missing(void *self, const PGresult *result) {
    *(int64_t *) self = pg_get_number(result, 0, 0);
    return OK;
}

static status missing_columns(pg *db, int64_t *missing) {
    pg_args_start(db);
    unsigned table = pg_array(db, PG_TEXT), column = pg_array(db, PG_TEXT);
    for (unsigned i = 0; i < n_row_types; i++)
        for (unsigned k = 0; k < row_types[i]->message->descriptor->n_fields; k++) {
            if (!rows_sql_stored(row_types[i], k)) continue;
            pg_add_text(db, table, row_types[i]->table);
            pg_add_text(db, column, row_types[i]->message->descriptor->fields[k].name);
        }
    return pg_run(db,
                  "select count(*) from unnest($1::text[], $2::text[]) as w(t, c) where not exists "
                  "(select 1 from pg_attribute a where a.attrelid = to_regclass(quote_ident(w.t)) "
                  "and a.attname = w.c and a.attnum > 0 and not a.attisdropped)",
                  on_missing, missing);
}

status schema_ready(pg *db) {
    int64_t missing = 0;
    for (unsigned i = 0; i < n_migrations; i++) {
        char sum[2 * CRYPT_HASH_BYTES + 1], found[2 * CRYPT_HASH_BYTES + 1];
        checksum(&migrations[i], sum);
        if (applied_checksum(db, migrations[i].name, found) != OK || strcmp(sum, found) != 0)
            return E_UNAVAILABLE;
    }
    status s = missing_columns(db, &missing);
    return s == OK && missing > 0 ? E_UNAVAILABLE : s;
}
