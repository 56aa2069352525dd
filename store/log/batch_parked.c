/* batch_parked: attempts are counted in a commit of their own before a command runs again, so that
 * a command that kills its worker counts too; what fails again and again is parked (docs/rules
 * 8.9 (4)). */
#include <stdlib.h>
#include <string.h>

#include "store/log/batch_internal.h"

bool batch_attempting(const batch *b, const uint8_t id[16]) {
    for (size_t i = 0; i < b->n_attempted; i++)
        if (memcmp(b->attempted[i].id, id, 16) == 0) return true;
    return false;
}

static void attempted_drop(batch *b, size_t first, size_t n) {
    b->n_attempted -= n;
    memmove(&b->attempted[first], &b->attempted[first + n],
            (b->n_attempted - first) * sizeof b->attempted[0]);
}

void batch_attempted_forget(batch *b, const uint8_t id[16]) {
    for (size_t i = 0; i < b->n_attempted; i++) {
        if (memcmp(b->attempted[i].id, id, 16) != 0) continue;
        attempted_drop(b, i, 1);
        return;
    }
}

static void attempted_add(batch *b, const uint8_t id[16], int64_t now_us) {
    size_t old = 0;
    batch_attempted_forget(b, id); /* it goes to the end, as the newest */
    while (old < b->n_attempted && b->attempted[old].at_us < now_us - ATTEMPTED_KEPT_US) old++;
    if (old == 0 && b->n_attempted == ATTEMPTED_MAX) old = 1;
    attempted_drop(b, 0, old);
    attempted *last = &b->attempted[b->n_attempted++];
    memcpy(last->id, id, sizeof last->id);
    last->at_us = now_us;
}

typedef struct counting {
    size_t n;
    const uint8_t (*ids)[16];
    int64_t *count;
} counting;

static status on_counts(void *self, const PGresult *result) {
    counting *c = self;
    for (int i = 0; i < PQntuples(result); i++) {
        size_t bytes;
        const uint8_t *id = pg_get_bytes(result, i, 0, &bytes);
        for (size_t k = 0; k < c->n && bytes == 16; k++)
            if (memcmp(c->ids[k], id, 16) == 0) c->count[k] = pg_get_number(result, i, 1);
    }
    return OK;
}

status batch_attempt(batch *b, size_t n, const uint8_t (*ids)[16], const char *last_error,
                     int64_t now_us, int64_t *count) {
    counting c = {n, ids, count};
    pg_args_start(b->db);
    unsigned id = pg_array(b->db, PG_BYTEA);
    for (size_t i = 0; i < n; i++) {
        count[i] = 0;
        pg_add_bytes(b->db, id, ids[i], 16);
        attempted_add(b, ids[i], now_us);
    }
    pg_value_text(b->db, last_error);
    pg_value_number(b->db, now_us);
    return pg_run(
        b->db,
        "insert into attempt (command_id, n, last_error, at_us) "
        "select i, 1, $2::text, $3::bigint from unnest($1::bytea[]) as w(i) "
        "where not exists (select from kept where command_id = i) "
        "on conflict (command_id) do update set n = attempt.n + 1, "
        "last_error = excluded.last_error, at_us = excluded.at_us, worker = excluded.worker "
        "returning command_id, n",
        on_counts, &c);
}

status batch_attempt_over(batch *b, const uint8_t id[16]) {
    if (!batch_attempting(b, id)) return OK;
    pg_args_start(b->db);
    pg_value_bytes(b->db, id, 16);
    status s = pg_run(b->db, "delete from attempt where command_id = $1::bytea", NULL, NULL);
    if (s == OK) batch_attempted_forget(b, id);
    return s;
}

/* A token and personal data are in it, so it lies sealed; without keys (tests) as it is. */
static void add_envelope(batch *b, const parked *what) {
    if (!b->keys) {
        pg_value_bytes(b->db, what->envelope.data, what->envelope.len);
        return;
    }
    uint8_t *sealed = malloc(what->envelope.len + VAULT_SEAL_BYTES_MAX);
    must(sealed);
    size_t n = vault_seal(b->keys, VAULT_PARKED, what->envelope.data, what->envelope.len, sealed);
    pg_value_bytes(b->db, sealed, n);
    free(sealed);
}

/* The master key that seals it may not go out of use before it is stored. */
static status begin_parked(batch *b) {
    pg_args_start(b->db);
    pg_queue(b->db, "begin", NULL, NULL);
    if (b->keys) vault_queue_state(b->keys, b->db);
    if (b->keys) vault_queue_master(b->keys, b->db);
    status s = pg_round(b->db);
    if (s != OK) pg_rollback(b->db);
    return s;
}

static status commit_parked(batch *b) {
    pg_queue_commit(b->db);
    status s = pg_round(b->db);
    if (s != OK) pg_rollback(b->db);
    return s;
}

status batch_park(batch *b, const parked *what) {
    pg *db = b->db;
    status begun = begin_parked(b);
    if (begun != OK) return begun;
    pg_args_start(db);
    pg_value_bytes(db, what->command_id, 16);
    pg_value_text(db, what->method);
    pg_value_text(db, what->reason);
    add_envelope(b, what);
    pg_value_bytes(db, what->stamp.data, what->stamp.len);
    pg_value_number(db, what->at_us);
    pg_queue(db,
             "with done as (delete from attempt where command_id = $1::bytea returning n) "
             "insert into parked (command_id, method, reason, envelope, stamp, at_us, state, "
             "attempts) select $1::bytea, $2::text, $3::text, $4::bytea, $5::bytea, $6::bigint, 1, "
             "coalesce((select n from done), 0) "
             "on conflict (command_id) do nothing",
             NULL, NULL);
    status s = commit_parked(b);
    if (s == OK) batch_attempted_forget(b, what->command_id);
    return s;
}

static status on_state(void *self, const PGresult *result) {
    *(int64_t *) self = PQntuples(result) == 1 ? pg_get_number(result, 0, 0) : 0;
    return OK;
}

status batch_parked(batch *b, const uint8_t id[16], int64_t *state) {
    pg_args_start(b->db);
    pg_value_bytes(b->db, id, 16);
    return pg_run(b->db, "select state from parked where command_id = $1::bytea", on_state, state);
}

typedef struct listing {
    arena *arena;
    vault *keys;
    size_t n;
    parked *list;
} listing;

static status take_envelope(listing *l, const uint8_t *data, size_t bytes,
                            ProtobufCBinaryData *out) {
    out->len = bytes;
    out->data = arena_copy(l->arena, data, bytes);
    if (!out->data) return E_ARENA;
    bool readable = /* one that was forgotten is empty */
        !l->keys || bytes == 0 ||
        vault_unseal(l->keys, VAULT_PARKED, data, bytes, out->data, &out->len);
    return readable ? OK : E_INTERNAL;
}

static status on_list(void *self, const PGresult *result) {
    listing *l = self;
    size_t n = (size_t) PQntuples(result), bytes;
    l->list = arena_alloc(l->arena, (n + 1) * sizeof *l->list);
    if (!l->list) return E_ARENA;
    for (l->n = 0; l->n < n; l->n++) {
        int i = (int) l->n;
        parked *p = &l->list[i];
        const uint8_t *id = pg_get_bytes(result, i, 0, &bytes);
        if (bytes != 16) return E_INTERNAL;
        memcpy(p->command_id, id, 16);
        p->method = arena_dup(l->arena, pg_get_text(result, i, 1));
        p->reason = arena_dup(l->arena, pg_get_text(result, i, 2));
        const uint8_t *envelope = pg_get_bytes(result, i, 3, &bytes);
        status s = take_envelope(l, envelope, bytes, &p->envelope);
        if (s != OK) return s;
        const uint8_t *stamp = pg_get_bytes(result, i, 4, &p->stamp.len);
        p->stamp.data = arena_copy(l->arena, stamp, p->stamp.len);
        p->at_us = pg_get_number(result, i, 5);
        p->state = pg_get_number(result, i, 6);
        if (!p->method || !p->reason || !p->stamp.data) return E_ARENA;
    }
    return OK;
}

status batch_parked_list(batch *b, unsigned limit, arena *a, size_t *n, parked **out) {
    listing l = {a, b->keys, 0, NULL};
    pg_args_start(b->db);
    pg_value_number(b->db, limit);
    status s =
        pg_run(b->db,
               "select command_id, method, reason, envelope, stamp, at_us, state from parked "
               "order by at_us desc limit $1::bigint",
               on_list, &l);
    if (s != OK) return s;
    *n = l.n;
    *out = l.list;
    return OK;
}

static status on_set(void *self, const PGresult *result) {
    (void) self;
    return pg_affected(result) == 1 ? OK : E_NOT_FOUND;
}

status batch_parked_forget(batch *b, const uint8_t id[16]) {
    pg_args_start(b->db);
    pg_value_bytes(b->db, id, 16);
    return pg_run(b->db, "update parked set envelope = '', state = 3 where command_id = $1::bytea",
                  NULL, NULL);
}

status batch_parked_set(batch *b, const uint8_t id[16], int64_t state) {
    pg_args_start(b->db);
    pg_value_bytes(b->db, id, 16);
    pg_value_number(b->db, state);
    return pg_run(b->db, "update parked set state = $2::bigint where command_id = $1::bytea",
                  on_set, NULL);
}
