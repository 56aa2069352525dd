/* eventlog: reading. Pieces of PIECE events are asked for by position, so that memory stays flat
 * and the caller decides about the snapshot. */
#include "store/log/eventlog.h"

#include <stdlib.h>
#include <string.h>

#define PIECE 4000
#define COLUMNS                                                                                    \
    "lane, position, received_at_us, type, schema_version, actor, subject, subject_count, "        \
    "subject_prev, case_no, command_id, payload, prev_hash, hash"

void eventlog_hash(crypt_suite suite, const Log__EventRecord *record,
                   uint8_t out[CRYPT_HASH_BYTES]) {
    Log__EventRecord bare = *record;
    uint8_t small[2048];
    bare.hash = (ProtobufCBinaryData){0, NULL};
    size_t bytes = log__event_record__get_packed_size(&bare);
    uint8_t *packed = bytes <= sizeof small ? small : malloc(bytes);
    must(packed != NULL);
    crypt_hash(suite, packed, log__event_record__pack(&bare, packed), out);
    if (packed != small) free(packed);
}

static status on_head(void *self, const PGresult *result) {
    eventlog_head *head = self;
    size_t bytes;
    if (PQntuples(result) != 1) return E_NOT_FOUND;
    head->position = pg_get_number(result, 0, 0);
    const uint8_t *hash = pg_get_bytes(result, 0, 1, &bytes);
    if (bytes != CRYPT_HASH_BYTES || !crypt_suite_find(pg_get_text(result, 0, 2), &head->suite))
        return E_INTERNAL;
    memcpy(head->hash, hash, bytes);
    return OK;
}

status eventlog_read_head(pg *db, uint32_t lane, eventlog_head *out) {
    pg_args_start(db);
    pg_value_number(db, lane);
    return pg_run(db, "select position, hash, suite from lane_head where lane = $1::bigint",
                  on_head, out);
}

static status on_hash(void *self, const PGresult *result) {
    size_t bytes;
    if (PQntuples(result) != 1) return E_NOT_FOUND;
    const uint8_t *hash = pg_get_bytes(result, 0, 0, &bytes);
    if (bytes != CRYPT_HASH_BYTES) return E_INTERNAL;
    memcpy(self, hash, bytes);
    return OK;
}

status eventlog_hash_at(pg *db, uint32_t lane, int64_t position, uint8_t out[CRYPT_HASH_BYTES]) {
    memset(out, 0, CRYPT_HASH_BYTES);
    if (position == 0) return OK;
    pg_args_start(db);
    pg_value_number(db, lane);
    pg_value_number(db, position);
    return pg_run(db, "select hash from event where lane = $1::bigint and position = $2::bigint",
                  on_hash, out);
}

static status on_cluster(void *self, const PGresult *result) {
    *(uint64_t *) self = (uint64_t) pg_get_number(result, 0, 0);
    return OK;
}

status eventlog_cluster(pg *db, uint64_t *out) {
    pg_args_start(db);
    return pg_run(db, "select system_identifier from pg_control_system()", on_cluster, out);
}

typedef struct reading {
    eventlog_visitor *visit;
    void *self;
    int64_t n, last;
} reading;

static ProtobufCBinaryData bytes_of(const PGresult *result, int line, int column) {
    ProtobufCBinaryData data;
    data.data = (uint8_t *) pg_get_bytes(result, line, column, &data.len);
    return data;
}

static status on_events(void *self, const PGresult *result) {
    reading *r = self;
    status s = OK;
    int n = PQntuples(result);
    for (int i = 0; i < n && s == OK; i++) {
        Log__EventRecord record = LOG__EVENT_RECORD__INIT;
        record.lane = (uint32_t) pg_get_number(result, i, 0);
        record.position = pg_get_number(result, i, 1);
        record.received_at_us = pg_get_number(result, i, 2);
        record.type = (char *) pg_get_text(result, i, 3);
        record.schema_version = (uint32_t) pg_get_number(result, i, 4);
        record.actor = (char *) pg_get_text(result, i, 5);
        record.subject = (char *) pg_get_text(result, i, 6);
        record.subject_count = pg_get_number(result, i, 7);
        record.subject_prev = bytes_of(result, i, 8);
        record.case_no = (char *) pg_get_text(result, i, 9);
        record.command_id = bytes_of(result, i, 10);
        record.payload = bytes_of(result, i, 11);
        record.prev_hash = bytes_of(result, i, 12);
        record.hash = bytes_of(result, i, 13);
        s = r->visit(r->self, &record);
        if (s == OK) r->last = record.position;
    }
    r->n = n;
    return s;
}

status eventlog_read(pg *db, uint32_t lane, int64_t after, int64_t limit, eventlog_visitor *visit,
                     void *self, int64_t *last) {
    reading r = {visit, self, 0, after};
    status s = OK;
    for (int64_t left = limit; left > 0 && s == OK; left -= r.n) {
        int64_t piece = left < PIECE ? left : PIECE;
        pg_args_start(db);
        pg_value_number(db, lane);
        pg_value_number(db, r.last);
        pg_value_number(db, piece);
        s = pg_run(db,
                   "select " COLUMNS
                   " from event where lane = $1::bigint and position > $2::bigint "
                   "order by position limit $3::bigint",
                   on_events, &r);
        if (r.n < piece) break;
    }
    *last = r.last;
    return s;
}

status eventlog_of_subject(pg *db, const char *subject, eventlog_visitor *visit, void *self) {
    reading r = {visit, self, 0, 0};
    pg_args_start(db);
    pg_value_text(db, subject);
    return pg_run(db,
                  "select " COLUMNS " from event where subject = $1::text order by subject_count",
                  on_events, &r);
}
