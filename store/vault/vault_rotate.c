/* vault_rotate: see the header. The order is what makes a kill harmless:
 *
 *   file: old, new  ->  state: new is in use  ->  keys, piece by piece  ->  nothing old left  ->
 * file: new
 *
 * Who wraps a key holds the lock shared until its commit and asks the state first; bringing the new
 * one into use takes it alone. So after that no key can come under the old one any more, and what
 * the last look does not find is not there. */
#include "store/vault/vault_rotate.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/runtime/secret_file.h"
#include "store/vault/vault_internal.h"

typedef struct rotation {
    const char *file;
    pg *db;
    unsigned piece;
    bool (*goes_on)(void *self, const vault_rotation *so_far);
    void *self;
    vault_rotation *out;
    vault_secrets secrets;
    int64_t found;  /* of the last look */
    int64_t seen;   /* of all looks of a pass */
    int64_t stored; /* of the last piece: less than found when some were destroyed meanwhile */
    uint8_t *after; /* behind which name the next look begins */
    size_t after_bytes;
} rotation;

/* ---- the new key comes into use -------------------------------------------------------------- */

static status add_master(const char *file, vault_secrets *s) {
    if (s->n > 1) return OK; /* one was prepared, or a rotation was killed: that goes on */
    vault_master *m = &s->master[s->n];
    m->number = vault_newest(s)->number + 1;
    crypt_random(m->key, sizeof m->key);
    s->n++;
    return vault_file_replace(file, s);
}

status vault_prepare(const char *file) {
    vault_secrets secrets;
    int lock = -1;
    status s = secret_file_alone(file, &lock);
    if (s != OK) return s;
    s = vault_file_read(file, &secrets);
    if (s == OK) s = add_master(file, &secrets);
    crypt_wipe(&secrets, sizeof secrets);
    close(lock);
    return s;
}

static status on_master(void *self, const PGresult *result) {
    *(int64_t *) self = PQntuples(result) == 1 ? pg_get_number(result, 0, 0) : 0;
    return OK;
}

/* A file without the master key in use is an old copy: a key added to it would carry a number that
 * another key already has on another machine. */
static status check_copy(const rotation *r) {
    int64_t in_use = 0;
    pg_args_start(r->db);
    status s = pg_run(r->db, "select master from vault_state where vault = 0", on_master, &in_use);
    if (s != OK) return s;
    bool known = in_use == 0 || vault_master_of(&r->secrets, (uint32_t) in_use);
    return known ? OK : E_NOT_FOUND;
}

static status bring_into_use(rotation *r) {
    pg_args_start(r->db);
    pg_queue(r->db, "begin", NULL, NULL);
    pg_args_start(r->db);
    pg_queue(r->db, "select 1 from pg_advisory_xact_lock(" VAULT_MASTER_LOCK ")", NULL, NULL);
    pg_args_start(r->db);
    pg_value_number(r->db, r->out->number);
    pg_queue(r->db, "update vault_state set master = greatest(master, $1::bigint) where vault = 0",
             NULL, NULL);
    pg_queue_commit(r->db);
    status s = pg_round(r->db);
    if (s != OK) pg_rollback(r->db);
    return s;
}

/* ---- wrapping anew --------------------------------------------------------------------------- */

/* One table of things under the master key: what names a row, what is sealed, and to what it is
 * bound. */
typedef struct kind {
    const char *look, *store;
    const char *purpose; /* NULL: the row's own name */
    int64_t *done;
} kind;

typedef struct piece {
    rotation *rotation;
    const kind *kind;
    unsigned name, old, sealed; /* parameters of the statement that stores */
} piece;

static status wrap_one(piece *p, const char *purpose, const uint8_t *old, size_t bytes) {
    uint8_t *plain = malloc(2 * bytes + VAULT_SEAL_BYTES_MAX), *out = plain + bytes;
    size_t n = 0;
    must(plain);
    bool good = vault_open_under(&p->rotation->secrets, purpose, old, bytes, plain, &n);
    if (good)
        pg_add_bytes(p->rotation->db, p->sealed, out,
                     vault_seal_under(&p->rotation->secrets, p->rotation->out->number, purpose,
                                      plain, n, out));
    crypt_wipe(plain, bytes);
    free(plain);
    return good ? OK : E_INTERNAL;
}

static status on_old(void *self, const PGresult *result) {
    piece *p = self;
    pg *db = p->rotation->db;
    status s = OK;
    p->rotation->found = PQntuples(result);
    pg_args_start(db);
    p->name = pg_array(db, PG_BYTEA);
    p->old = pg_array(db, PG_BYTEA);
    p->sealed = pg_array(db, PG_BYTEA);
    for (int i = 0; i < PQntuples(result) && s == OK; i++) {
        size_t name_bytes, bytes;
        const uint8_t *name = pg_get_bytes(result, i, 0, &name_bytes);
        const uint8_t *old = pg_get_bytes(result, i, 1, &bytes);
        char *subject = calloc(1, name_bytes + 1);
        must(subject);
        memcpy(subject, name, name_bytes);
        pg_add_bytes(db, p->name, name, name_bytes);
        pg_add_bytes(db, p->old, old, bytes);
        s = wrap_one(p, p->kind->purpose ? p->kind->purpose : subject, old, bytes);
        free(p->rotation->after);
        p->rotation->after = (uint8_t *) subject;
        p->rotation->after_bytes = name_bytes;
    }
    return s;
}

static void number_bytes(uint32_t number, uint8_t out[4]) {
    for (unsigned i = 0; i < 4; i++) out[i] = (uint8_t) (number >> (24 - 8 * i));
}

static status on_stored(void *self, const PGresult *result) {
    ((rotation *) self)->stored = PQntuples(result);
    return OK;
}

/* One transaction. No row is locked by the look; one is stored only where it still is as it was
 * read, so that what is destroyed in between does not come back. */
static status wrap_piece(rotation *r, const kind *k) {
    piece p = {.rotation = r, .kind = k};
    uint8_t number[4];
    number_bytes(r->out->number, number);
    pg_args_start(r->db);
    pg_queue(r->db, "begin", NULL, NULL);
    pg_args_start(r->db);
    pg_value_bytes(r->db, number, sizeof number);
    pg_value_number(r->db, r->piece);
    pg_value_bytes(r->db, r->after, r->after_bytes);
    pg_queue(r->db, k->look, on_old, &p);
    status s = pg_round(r->db);
    r->stored = 0;
    if (s == OK && r->found > 0) pg_queue(r->db, k->store, on_stored, r);
    if (s == OK) pg_queue_commit(r->db);
    if (s == OK) s = pg_round(r->db);
    if (s != OK) pg_rollback(r->db);
    if (s == OK) *k->done += r->stored;
    return s;
}

/* From the first name to the last. After a lost race the pass begins again: `after` already stands
 * behind the names of the piece that was not stored. */
static status wrap_pass(rotation *r, const kind *k) {
    status s = OK;
    r->after_bytes = 0;
    r->seen = 0;
    do {
        s = wrap_piece(r, k);
        r->seen += r->found;
        if (s == E_CONFLICT) r->after_bytes = 0;
        if (s == OK && r->found > 0 && r->goes_on && !r->goes_on(r->self, r->out)) s = E_DEADLINE;
    } while (s == E_CONFLICT || (s == OK && r->found > 0));
    return s;
}

/* Until a whole pass finds nothing under an old key. */
static status wrap_all(rotation *r, const kind *k) {
    status s;
    do s = wrap_pass(r, k);
    while (s == OK && r->seen > 0);
    return s;
}

static status wrap_keys(rotation *r) {
    const kind keys = {
        "select convert_to(subject, 'UTF8'), wrapped from subject_key where wrapped <> '' and "
        "substr(wrapped, 1, 4) <> $1::bytea and subject > convert_from($3::bytea, 'UTF8') "
        "order by subject limit $2::bigint",
        "update subject_key k set wrapped = n.w from unnest($1::bytea[], $2::bytea[], $3::bytea[]) "
        "as n(s, o, w) where k.subject = convert_from(n.s, 'UTF8') and k.wrapped = n.o "
        "returning k.subject",
        NULL, &r->out->keys};
    const kind parked = {
        "select command_id, envelope from parked where envelope <> '' and "
        "substr(envelope, 1, 4) <> $1::bytea and command_id > $3::bytea "
        "order by command_id limit $2::bigint",
        "update parked p set envelope = n.w from unnest($1::bytea[], $2::bytea[], $3::bytea[]) "
        "as n(i, o, w) where p.command_id = n.i and p.envelope = n.o returning p.command_id",
        VAULT_PARKED, &r->out->parked};
    status s = wrap_all(r, &keys);
    return s == OK ? wrap_all(r, &parked) : s;
}

static status drop_old(rotation *r) {
    vault_secrets *s = &r->secrets;
    s->master[0] = *vault_newest(s);
    crypt_wipe(&s->master[1], sizeof s->master - sizeof s->master[0]);
    s->n = 1;
    return vault_file_replace(r->file, s);
}

status vault_rotate(const char *file, pg *db, unsigned piece_,
                    bool (*goes_on)(void *self, const vault_rotation *so_far), void *self,
                    vault_rotation *out) {
    rotation r = {
        .file = file, .db = db, .piece = piece_, .goes_on = goes_on, .self = self, .out = out};
    int lock = -1;
    *out = (vault_rotation){0};
    status s = secret_file_alone(file, &lock);
    if (s != OK) return s;
    s = vault_file_read(file, &r.secrets);
    if (s == OK) s = check_copy(&r);
    if (s == OK) s = add_master(file, &r.secrets);
    if (s == OK) out->number = vault_newest(&r.secrets)->number;
    if (s == OK) s = bring_into_use(&r);
    if (s == OK) s = wrap_keys(&r);
    if (s == OK) s = drop_old(&r);
    crypt_wipe(&r.secrets, sizeof r.secrets);
    free(r.after);
    close(lock);
    return s;
}
