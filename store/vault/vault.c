/* vault: the cache of unwrapped keys is one open-addressing table. What is learned about a subject
 * beyond its key (that it has none yet, that one was made) holds for one batch only: another
 * process may give it a key at any time. */
#include "store/vault/vault.h"

#include <stdlib.h>
#include <string.h>

#include "store/vault/vault_file.h"

#define CACHE_MAX 200000u /* subjects; then the cache starts anew between batches */

typedef enum key_state {
    KEY_UNKNOWN,
    KEY_NOTED, /* wanted from the database */
    KEY_NONE,  /* the database has none */
    KEY_DESTROYED,
    KEY_KNOWN,
    KEY_CREATED /* to be stored with this batch */
} key_state;

typedef struct entry {
    char *subject; /* NULL: free place */
    key_state state;
    uint8_t key[CRYPT_KEY_BYTES];
} entry;

struct vault {
    vault_secrets secrets;
    entry *table;
    size_t size, n, n_noted, n_created;
    char **asked; /* subjects noted in this batch, borrowed from the table */
    size_t n_asked, asked_room;
};

static size_t hash_of(const char *subject) {
    uint64_t h = 1469598103934665603u;
    for (; *subject != 0; subject++) h = (h ^ (uint8_t) *subject) * 1099511628211u;
    return (size_t) (h ^ h >> 29);
}

static entry *place(entry *table, size_t size, const char *subject) {
    size_t at = hash_of(subject) & (size - 1);
    while (table[at].subject != NULL && strcmp(table[at].subject, subject) != 0)
        at = (at + 1) & (size - 1);
    return &table[at];
}

static void table_grow(vault *v) {
    size_t size = v->size > 0 ? v->size * 2 : 1024;
    entry *table = calloc(size, sizeof *table);
    must(table != NULL);
    for (size_t i = 0; i < v->size; i++)
        if (v->table[i].subject != NULL) *place(table, size, v->table[i].subject) = v->table[i];
    if (v->table != NULL) crypt_wipe(v->table, v->size * sizeof *v->table);
    free(v->table);
    v->table = table;
    v->size = size;
}

/* remember: what is learned about `e` is forgotten when the batch settles. */
static void remember(vault *v, entry *e, key_state state) {
    if (v->n_asked == v->asked_room) {
        v->asked_room = v->asked_room * 2 + 64;
        v->asked = realloc(v->asked, v->asked_room * sizeof *v->asked);
        must(v->asked != NULL);
    }
    v->asked[v->n_asked++] = e->subject;
    e->state = state;
}

static entry *bare_entry(vault *v, const char *subject) {
    if (v->n * 4 >= v->size * 3) table_grow(v);
    entry *e = place(v->table, v->size, subject);
    if (e->subject == NULL) {
        e->subject = strdup(subject);
        must(e->subject != NULL);
        e->state = KEY_UNKNOWN;
        v->n++;
    }
    return e;
}

static entry *entry_of(vault *v, const char *subject) {
    entry *e = bare_entry(v, subject);
    if (e->state == KEY_UNKNOWN) {
        remember(v, e, KEY_NOTED);
        v->n_noted++;
    }
    return e;
}

void vault_new(vault *v, const char *subject) {
    entry *e = bare_entry(v, subject);
    if (e->state == KEY_UNKNOWN) remember(v, e, KEY_NONE);
}

static entry *asked_entry(vault *v, size_t i) {
    return place(v->table, v->size, v->asked[i]);
}

status vault_open(const char *file, vault **out) {
    vault_secrets secrets;
    status s = vault_file_read(file, &secrets);
    if (s != OK) return s;
    vault *v = calloc(1, sizeof *v);
    must(v != NULL);
    v->secrets = secrets;
    table_grow(v);
    *out = v;
    return OK;
}

status vault_make(const char *file, crypt_suite suite) {
    vault_secrets secrets = {.suite = suite};
    crypt_random(secrets.master, sizeof secrets.master);
    crypt_random(secrets.search, sizeof secrets.search);
    status s = vault_file_write(file, &secrets);
    crypt_wipe(&secrets, sizeof secrets);
    return s;
}

void vault_forget(vault *v) {
    for (size_t i = 0; i < v->size; i++) free(v->table[i].subject);
    crypt_wipe(v->table, v->size * sizeof *v->table);
    v->n = v->n_noted = v->n_created = v->n_asked = 0;
}

void vault_close(vault *v) {
    if (v == NULL) return;
    vault_forget(v);
    free(v->table);
    free(v->asked);
    crypt_wipe(v, sizeof *v);
    free(v);
}

crypt_suite vault_suite(const vault *v) {
    return v->secrets.suite;
}

const uint8_t *vault_search_key(const vault *v) {
    return v->secrets.search;
}

status vault_secret(vault *v, const char *subject, bool create, seal_secret *out) {
    entry *e = entry_of(v, subject);
    if (e->state == KEY_NOTED) return E_NOT_READY;
    if (e->state == KEY_NONE && create) {
        crypt_random(e->key, sizeof e->key);
        e->state = KEY_CREATED;
        v->n_created++;
    }
    bool has_key = e->state == KEY_KNOWN || e->state == KEY_CREATED;
    *out = (seal_secret){v->secrets.suite, has_key ? e->key : NULL, v->secrets.search};
    return OK;
}

const ProtobufCMessage *vault_opener(void *self, view *view_, const row_type *type,
                                     const ProtobufCMessage *sealed, arena *a) {
    vault *v = self;
    seal_secret secret;
    ProtobufCMessage *out;
    if (type->owner < 0 || !seal_needed(type->message)) return sealed;
    if (vault_secret(v, field_text(sealed, (unsigned) type->owner), false, &secret) != OK) {
        view_mark_missing(view_);
        return NULL;
    }
    return seal_open(type->message, sealed, &secret, a, &out) == OK ? out : sealed;
}

const ProtobufCMessage *vault_history_opener(void *self, view *view_, const event_type *type,
                                             const char *subject, const ProtobufCMessage *sealed,
                                             arena *a) {
    vault *v = self;
    seal_secret secret;
    ProtobufCMessage *out;
    if (!seal_needed(type->message)) return sealed;
    if (vault_secret(v, subject, false, &secret) != OK) {
        view_mark_missing(view_);
        return NULL;
    }
    return seal_open(type->message, sealed, &secret, a, &out) == OK ? out : sealed;
}

bool vault_wants(const vault *v) {
    return v->n_noted > 0;
}

size_t vault_seal(const vault *v, const char *purpose, const void *plain, size_t bytes,
                  uint8_t *out) {
    return crypt_seal(v->secrets.suite, v->secrets.master, purpose, strlen(purpose), plain, bytes,
                      out);
}

bool vault_unseal(const vault *v, const char *purpose, const void *sealed, size_t bytes,
                  uint8_t *out, size_t *out_bytes) {
    return crypt_open(v->secrets.suite, v->secrets.master, purpose, strlen(purpose), sealed, bytes,
                      out, out_bytes);
}

size_t vault_wrap(const vault *v, const char *purpose, const uint8_t key[CRYPT_KEY_BYTES],
                  uint8_t *wrapped) {
    return vault_seal(v, purpose, key, CRYPT_KEY_BYTES, wrapped);
}

bool vault_unwrap(const vault *v, const char *purpose, const uint8_t *wrapped, size_t bytes,
                  uint8_t key[CRYPT_KEY_BYTES]) {
    uint8_t plain[CRYPT_KEY_BYTES + CRYPT_SEAL_BYTES_MAX];
    size_t n = 0;
    bool good = bytes <= sizeof plain && vault_unseal(v, purpose, wrapped, bytes, plain, &n) &&
                n == CRYPT_KEY_BYTES;
    if (good) memcpy(key, plain, CRYPT_KEY_BYTES);
    crypt_wipe(plain, sizeof plain);
    return good;
}

/* A key is bound to its subject: a wrapped key copied to another row does not open. A wrong master
 * key must stop the worker, not show empty names. */
static status on_keys(void *self, const PGresult *result) {
    vault *v = self;
    for (int i = 0; i < PQntuples(result); i++) {
        const char *subject = pg_get_text(result, i, 0);
        size_t bytes;
        const uint8_t *wrapped = pg_get_bytes(result, i, 1, &bytes);
        entry *e = entry_of(v, subject);
        if (bytes > 0 && !vault_unwrap(v, subject, wrapped, bytes, e->key)) return E_INTERNAL;
        e->state = bytes > 0 ? KEY_KNOWN : KEY_DESTROYED;
    }
    for (size_t i = 0; i < v->n_asked; i++) {
        entry *e = asked_entry(v, i);
        if (e->state == KEY_NOTED) e->state = KEY_NONE;
    }
    v->n_noted = 0;
    return OK;
}

void vault_queue_load(vault *v, pg *db) {
    pg_args_start(db);
    unsigned p = pg_array(db, PG_TEXT);
    for (size_t i = 0; i < v->n_asked; i++)
        if (asked_entry(v, i)->state == KEY_NOTED) pg_add_text(db, p, v->asked[i]);
    pg_queue(db, "select subject, wrapped from subject_key where subject = any($1::text[])",
             on_keys, v);
}

static status on_saved(void *self, const PGresult *result) {
    const vault *v = self;
    return pg_affected(result) == (int64_t) v->n_created ? OK : E_CONFLICT;
}

void vault_queue_save(vault *v, pg *db) {
    if (v->n_created == 0) return;
    pg_args_start(db);
    unsigned subject = pg_array(db, PG_TEXT), key = pg_array(db, PG_BYTEA);
    for (size_t i = 0; i < v->n_asked; i++) {
        const entry *e = asked_entry(v, i);
        uint8_t wrapped[CRYPT_KEY_BYTES + CRYPT_SEAL_BYTES_MAX];
        if (e->state != KEY_CREATED) continue;
        pg_add_text(db, subject, e->subject);
        pg_add_bytes(db, key, wrapped, vault_wrap(v, e->subject, e->key, wrapped));
    }
    pg_queue(
        db,
        "insert into subject_key (subject, wrapped) select * from unnest($1::text[], $2::bytea[]) "
        "as n(subject, wrapped) order by subject on conflict (subject) do nothing",
        on_saved, v);
}

void vault_settle(vault *v, bool committed) {
    for (size_t i = 0; i < v->n_asked; i++) {
        entry *e = asked_entry(v, i);
        if (e->state == KEY_CREATED && committed) e->state = KEY_KNOWN;
        if (e->state != KEY_KNOWN && e->state != KEY_DESTROYED) e->state = KEY_UNKNOWN;
    }
    v->n_asked = v->n_noted = v->n_created = 0;
    if (v->n > CACHE_MAX) vault_forget(v);
}

status vault_destroy(vault *v, pg *db, const char *subject) {
    pg_args_start(db);
    pg_value_text(db, subject);
    status s = pg_run(db,
                      "insert into subject_key (subject, wrapped) values ($1::text, '') "
                      "on conflict (subject) do update set wrapped = ''",
                      NULL, NULL);
    if (s == OK) vault_forget(v);
    return s;
}
