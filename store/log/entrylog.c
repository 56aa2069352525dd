/* entrylog: reading. Pieces of PIECE entries are asked for by position, so that memory stays flat
 * and the caller decides about the snapshot. */
#include "store/log/entrylog.h"

#include <stdlib.h>
#include <string.h>

#define PIECE 2000

status entrylog_take_head(const PGresult *result, entrylog_head *out) {
    size_t bytes;
    if (PQntuples(result) != 1) return E_UNAVAILABLE;
    const uint8_t *hash = pg_get_bytes(result, 0, 1, &bytes);
    if (bytes != CRYPT_HASH_BYTES || !crypt_suite_find(pg_get_text(result, 0, 2), &out->suite))
        return E_INTERNAL;
    memcpy(out->hash, hash, bytes);
    out->position = pg_get_number(result, 0, 0);
    out->closed_period = (int32_t) pg_get_number(result, 0, 3);
    out->reference = pg_get_number(result, 0, 4);
    return OK;
}

static status on_head(void *self, const PGresult *result) {
    return PQntuples(result) ? entrylog_take_head(result, self) : E_NOT_FOUND;
}

status entrylog_read_head(pg *db, uint32_t lane, entrylog_head *out) {
    pg_args_start(db);
    pg_value_number(db, lane);
    return pg_run(db, "select " ENTRYLOG_HEAD " from lane_head where lane = $1::bigint", on_head,
                  out);
}

static status on_hash(void *self, const PGresult *result) {
    size_t bytes;
    if (PQntuples(result) != 1) return E_NOT_FOUND;
    const uint8_t *hash = pg_get_bytes(result, 0, 0, &bytes);
    if (bytes != CRYPT_HASH_BYTES) return E_INTERNAL;
    memcpy(self, hash, bytes);
    return OK;
}

status entrylog_hash_at(pg *db, uint32_t lane, int64_t position, uint8_t out[CRYPT_HASH_BYTES]) {
    memset(out, 0, CRYPT_HASH_BYTES);
    if (position == 0) return OK;
    pg_args_start(db);
    pg_value_number(db, lane);
    pg_value_number(db, position);
    return pg_run(db, "select hash from entry where lane = $1::bigint and position = $2::bigint",
                  on_hash, out);
}

static status on_cluster(void *self, const PGresult *result) {
    *(uint64_t *) self = (uint64_t) pg_get_number(result, 0, 0);
    return OK;
}

status entrylog_cluster(pg *db, uint64_t *out) {
    pg_args_start(db);
    return pg_run(db, "select system_identifier from pg_control_system()", on_cluster, out);
}

typedef struct reading {
    uint32_t lane;
    entrylog_visitor *visit;
    void *self;
    int64_t n, last;
} reading;

/* The columns beside the body say the same as the body, else the row is no entry. */
static status on_entry(reading *r, const PGresult *result, int line) {
    size_t body_bytes, hash_bytes;
    const uint8_t *body = pg_get_bytes(result, line, 1, &body_bytes);
    const uint8_t *hash = pg_get_bytes(result, line, 2, &hash_bytes);
    Log__Entry *entry =
        hash_bytes == CRYPT_HASH_BYTES ? entry_unpack(body, body_bytes, hash) : NULL;
    if (!entry) return E_CONFLICT;
    int64_t position = pg_get_number(result, line, 0);
    status s = entry->head->position == position && entry->head->lane == r->lane
                   ? r->visit(r->self, entry)
                   : E_CONFLICT;
    log__entry__free_unpacked(entry, NULL);
    if (s == OK) r->last = position;
    return s;
}

static status on_entries(void *self, const PGresult *result) {
    reading *r = self;
    status s = OK;
    int n = PQntuples(result);
    for (int i = 0; i < n && s == OK; i++) s = on_entry(r, result, i);
    r->n = n;
    return s;
}

status entrylog_read(pg *db, uint32_t lane, int64_t after, int64_t limit, entrylog_visitor *visit,
                     void *self, int64_t *last) {
    reading r = {lane, visit, self, 0, after};
    status s = OK;
    for (int64_t left = limit; left > 0 && s == OK; left -= r.n) {
        int64_t piece = left < PIECE ? left : PIECE;
        pg_args_start(db);
        pg_value_number(db, lane);
        pg_value_number(db, r.last);
        pg_value_number(db, piece);
        s = pg_run(db,
                   "select position, body, hash from entry where lane = $1::bigint and "
                   "position > $2::bigint order by position limit $3::bigint",
                   on_entries, &r);
        if (r.n < piece) break;
    }
    *last = r.last;
    return s;
}

/* A subject's links are counted without gaps, so the count is the place to go on from. */
status entrylog_of_subject(pg *db, uint32_t lane, const char *subject, entrylog_visitor *visit,
                           void *self) {
    reading r = {lane, visit, self, PIECE, 0};
    status s = OK;
    for (int64_t after = 0; s == OK && r.n == PIECE; after += r.n) {
        pg_args_start(db);
        pg_value_number(db, lane);
        pg_value_text(db, subject);
        pg_value_number(db, after);
        pg_value_number(db, PIECE);
        s = pg_run(
            db,
            "select e.position, e.body, e.hash from entry_link l join entry e on "
            "e.lane = l.lane and e.position = l.position where l.lane = $1::bigint and "
            "l.subject = $2::text and l.count > $3::bigint order by l.count limit $4::bigint",
            on_entries, &r);
    }
    return s;
}
