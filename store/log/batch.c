/* batch: beginning, loading and ending. Nothing is sent before the first round. */
#include "store/log/batch_internal.h"

#include <stdlib.h>
#include <string.h>

#include "store/log/history.h"

batch *batch_open(pg *db, vault *keys, uint32_t lane) {
    batch *b = calloc(1, sizeof *b);
    must(b);
    *b = (batch){.db = db, .keys = keys, .lane = lane, .rows = rows_open()};
    return b;
}

void batch_close(batch *b) {
    if (!b) return;
    rows_close(b->rows);
    free(b->kept);
    free(b);
}

int64_t batch_position(const batch *b) {
    return b->position;
}

uint32_t batch_lane(const batch *b) {
    return b->lane;
}

bool batch_is_stale(const batch *b) {
    return b->stale;
}

int64_t batch_reference(const batch *b) {
    return b->seen.reference;
}

static status on_head(void *self, const PGresult *result) {
    batch *b = self;
    return entrylog_take_head(result, &b->seen);
}

void batch_begin(batch *b) {
    b->n_kept = 0;
    b->stale = false;
    pg_args_start(b->db);
    pg_queue(b->db, "begin", NULL, NULL);
    pg_args_start(b->db);
    pg_value_number(b->db, b->lane);
    pg_queue(b->db, "select " ENTRYLOG_HEAD " from lane_head where lane = $1::bigint", on_head, b);
    if (b->keys) vault_queue_state(b->keys, b->db);
}

static status keep(batch *b, const PGresult *result, int line) {
    batch_kept k = {.seen = pg_get_number(result, line, 4)};
    size_t id_bytes, digest_bytes, answer_bytes;
    const uint8_t *id = pg_get_bytes(result, line, 0, &id_bytes);
    const uint8_t *digest = pg_get_bytes(result, line, 1, &digest_bytes);
    const uint8_t *answer = pg_get_bytes(result, line, 3, &answer_bytes);
    if (id_bytes != sizeof k.command_id || digest_bytes != sizeof k.digest) return E_INTERNAL;
    memcpy(k.command_id, id, sizeof k.command_id);
    memcpy(k.digest, digest, sizeof k.digest);
    k.actor = arena_dup(b->kept_arena, pg_get_text(result, line, 2));
    k.answer = bus__answer__unpack(arena_pb(b->kept_arena), answer_bytes, answer);
    if (!k.actor || !k.answer) return E_ARENA;
    b->kept[b->n_kept++] = k;
    return OK;
}

static status on_kept(void *self, const PGresult *result) {
    batch *b = self;
    status s = OK;
    size_t n = (size_t) PQntuples(result), all = b->n_kept + n;
    if (all > b->kept_room) {
        b->kept_room = all;
        b->kept = realloc(b->kept, all * sizeof *b->kept);
        must(b->kept);
    }
    for (size_t i = 0; i < n && s == OK; i++) s = keep(b, result, (int) i);
    return s;
}

void batch_ask_kept(batch *b, size_t n, const uint8_t (*ids)[16], arena *a) {
    if (n == 0) return;
    b->kept_arena = a;
    pg_args_start(b->db);
    unsigned p = pg_array(b->db, PG_BYTEA);
    for (size_t i = 0; i < n; i++) pg_add_bytes(b->db, p, ids[i], 16);
    pg_queue(b->db,
             "update kept set seen = seen + 1 where command_id = any($1::bytea[]) "
             "returning command_id, digest, actor, answer, seen",
             on_kept, b);
}

const batch_kept *batch_kept_find(const batch *b, const uint8_t id[16]) {
    for (size_t i = 0; i < b->n_kept; i++)
        if (memcmp(b->kept[i].command_id, id, 16) == 0) return &b->kept[i];
    return NULL;
}

void batch_ask_rows(batch *b, view *v) {
    rows_queue_load(b->rows, b->db, v);
    history_queue_load(b->db, b->lane, v);
    if (b->keys && vault_wants(b->keys)) vault_queue_load(b->keys, b->db);
}

status batch_end(batch *b, status s) {
    pg_rollback(b->db);
    if (b->keys) vault_settle(b->keys, false);
    return s;
}

status batch_round(batch *b) {
    status s = pg_round(b->db);
    return s == OK ? OK : batch_end(b, s);
}

void batch_cancel(batch *b) {
    must(batch_end(b, OK) == OK);
}
