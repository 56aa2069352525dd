/* vault_rows: the statements of the vault; each rides in the transaction of the batch. */
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/log.h"
#include "store/vault/vault_internal.h"

static status on_state(void *self, const PGresult *result) {
    vault *v = self;
    int64_t epoch = PQntuples(result) == 1 ? pg_get_number(result, 0, 0) : 0;
    if (v->epoch != epoch) vault_forget_keys(v);
    v->epoch = epoch;
    v->in_use = PQntuples(result) == 1 ? (uint32_t) pg_get_number(result, 0, 1) : 0;
    return OK;
}

void vault_queue_state(vault *v, pg *db) {
    vault_refresh(v);
    pg_args_start(db);
    pg_queue(db, "select epoch, master from vault_state where vault = 0", on_state, v);
}

/* A key is bound to its subject: a wrapped key copied to another row does not open. A wrong master
 * key must stop the worker, not show empty names. */
static status take_key(vault *v, vault_entry *e, const uint8_t *wrapped, size_t bytes) {
    uint8_t plain[CRYPT_KEY_BYTES + VAULT_SEAL_BYTES_MAX];
    size_t n = 0;
    bool good = bytes <= sizeof plain && vault_unseal(v, e->subject, wrapped, bytes, plain, &n) &&
                n == CRYPT_KEY_BYTES;
    if (good) memcpy(e->key, plain, CRYPT_KEY_BYTES);
    crypt_wipe(plain, sizeof plain);
    if (!good)
        log_error("seal_broken", log_text("what", "subject_key"), log_text("subject", e->subject));
    return good ? OK : E_INTERNAL;
}

static status on_keys(void *self, const PGresult *result) {
    vault *v = self;
    for (int i = 0; i < PQntuples(result); i++) {
        size_t bytes;
        const uint8_t *wrapped = pg_get_bytes(result, i, 1, &bytes);
        vault_entry *e = vault_entry_of(v, pg_get_text(result, i, 0));
        status s = bytes > 0 ? take_key(v, e, wrapped, bytes) : OK;
        if (s != OK) return s;
        e->state = bytes > 0 ? KEY_KNOWN : KEY_DESTROYED;
    }
    for (size_t i = 0; i < v->n_asked; i++) {
        vault_entry *e = vault_asked(v, i);
        if (e->state == KEY_NOTED) e->state = KEY_NONE;
    }
    v->n_noted = 0;
    return OK;
}

void vault_queue_load(vault *v, pg *db) {
    pg_args_start(db);
    unsigned p = pg_array(db, PG_TEXT);
    for (size_t i = 0; i < v->n_asked; i++)
        if (vault_asked(v, i)->state == KEY_NOTED) pg_add_text(db, p, v->asked[i]);
    pg_queue(db, "select subject, wrapped from subject_key where subject = any($1::text[])",
             on_keys, v);
}

static status on_master(void *self, const PGresult *result) {
    const vault *v = self;
    int64_t in_use = PQntuples(result) == 1 ? pg_get_number(result, 0, 0) : 0;
    bool known = in_use == 0 || vault_master_of(&v->secrets, v->in_use);
    return in_use == (int64_t) v->in_use && known ? OK : E_CONFLICT;
}

void vault_queue_master(vault *v, pg *db) {
    pg_args_start(db);
    pg_queue(db, "select 1 from pg_advisory_xact_lock_shared(" VAULT_MASTER_LOCK ")", NULL, NULL);
    pg_queue(db, "select master from vault_state where vault = 0", on_master, v);
}

/* Of the sorted list: a subject that is remembered twice counts once. */
static bool is_again(const vault *v, size_t i) {
    return i > 0 && strcmp(v->asked[i - 1], v->asked[i]) == 0;
}

/* Who else made the key of one of the subjects meanwhile was first: the primary key refuses this
 * batch (E_CONFLICT), and it is decided again with that key. */
static void queue_created(vault *v, pg *db) {
    vault_queue_master(v, db);
    pg_args_start(db);
    unsigned subject = pg_array(db, PG_TEXT), key = pg_array(db, PG_BYTEA);
    for (size_t i = 0; i < v->n_asked; i++) {
        const vault_entry *e = vault_asked(v, i);
        uint8_t wrapped[CRYPT_KEY_BYTES + VAULT_SEAL_BYTES_MAX];
        if (e->state != KEY_CREATED || is_again(v, i)) continue;
        pg_add_text(db, subject, e->subject);
        pg_add_bytes(db, key, wrapped, vault_seal(v, e->subject, e->key, CRYPT_KEY_BYTES, wrapped));
    }
    pg_queue(db,
             "insert into subject_key (subject, wrapped) select unnest($1::text[]), "
             "unnest($2::bytea[])",
             NULL, NULL);
}

/* The epoch moves with the keys: who asks it afterwards forgets what it holds. */
static void queue_doomed(vault *v, pg *db) {
    pg_args_start(db);
    unsigned p = pg_array(db, PG_TEXT);
    for (size_t i = 0; i < v->n_asked; i++)
        if (vault_asked(v, i)->doomed && !is_again(v, i)) pg_add_text(db, p, v->asked[i]);
    pg_queue(db,
             "insert into subject_key (subject, wrapped) select d, ''::bytea from "
             "unnest($1::text[]) as n(d) on conflict (subject) do update set wrapped = ''",
             NULL, NULL);
    pg_args_start(db);
    pg_queue(db, "update vault_state set epoch = epoch + 1 where vault = 0", NULL, NULL);
}

static int by_subject(const void *a, const void *b) {
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* In one order everywhere, so that two batches that make the same keys wait instead of deadlock. */
void vault_queue_save(vault *v, pg *db) {
    if (v->n_created + v->n_doomed > 0) qsort(v->asked, v->n_asked, sizeof *v->asked, by_subject);
    if (v->n_created > 0) queue_created(v, db);
    if (v->n_doomed > 0) queue_doomed(v, db);
}
