/* vault: the cache of unwrapped keys is one open-addressing table. What is learned about a subject
 * beyond its key (that it has none yet, that one was made) holds for one batch only: another
 * process may give it a key at any time. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "proto/runtime/apply/values.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/hash.h"
#include "store/vault/vault_internal.h"

#define CACHE_MAX 200000u /* subjects; then the cache starts anew between batches */

static size_t hash_of(const char *subject) {
    return (size_t) hash_bytes(subject, strlen(subject));
}

static bool is_of(const vault_entry *e, const char *subject, size_t hash) {
    return e->hash == hash && !strcmp(e->subject, subject);
}

static vault_entry *place(vault_entry *table, size_t size, const char *subject, size_t hash) {
    size_t at = hash & (size - 1);
    while (table[at].subject && !is_of(&table[at], subject, hash)) at = (at + 1) & (size - 1);
    return &table[at];
}

static void table_grow(vault *v) {
    size_t size = v->size > 0 ? v->size * 2 : 1024;
    vault_entry *table = calloc(size, sizeof *table);
    must(table);
    guard_memory(table, size * sizeof *table);
    for (size_t i = 0; i < v->size; i++)
        if (v->table[i].subject)
            *place(table, size, v->table[i].subject, v->table[i].hash) = v->table[i];
    if (v->table) crypt_wipe(v->table, v->size * sizeof *v->table);
    free(v->table);
    v->table = table;
    v->size = size;
}

/* remember: what is learned about `e` is forgotten when the batch settles. */
static void remember(vault *v, vault_entry *e) {
    if (v->n_asked == v->asked_room) {
        v->asked_room = v->asked_room * 2 + 64;
        v->asked = realloc(v->asked, v->asked_room * sizeof *v->asked);
        must(v->asked);
    }
    v->asked[v->n_asked++] = e->subject;
}

static vault_entry *bare_entry(vault *v, const char *subject) {
    if (v->n * 4 >= v->size * 3) table_grow(v);
    size_t hash = hash_of(subject);
    vault_entry *e = place(v->table, v->size, subject, hash);
    if (!e->subject) {
        e->subject = strdup(subject);
        must(e->subject);
        e->hash = hash;
        e->state = KEY_UNKNOWN;
        v->n++;
    }
    return e;
}

vault_entry *vault_entry_of(vault *v, const char *subject) {
    vault_entry *e = bare_entry(v, subject);
    if (e->state == KEY_UNKNOWN) {
        remember(v, e);
        e->state = KEY_NOTED;
        v->n_noted++;
    }
    return e;
}

void vault_new(vault *v, const char *subject) {
    vault_entry *e = bare_entry(v, subject);
    if (e->state != KEY_UNKNOWN) return;
    remember(v, e);
    e->state = KEY_NONE;
}

void vault_doom(vault *v, const char *subject) {
    vault_entry *e = bare_entry(v, subject);
    if (e->doomed) return;
    remember(v, e);
    e->doomed = true;
    v->n_doomed++;
}

static void doom_field(vault *v, const ProtobufCMessage *m, unsigned field) {
    if (field_text(m, field)[0] != 0) vault_doom(v, field_text(m, field));
}

void vault_doom_of(vault *v, const event_type *type, const ProtobufCMessage *event) {
    for (unsigned i = 0; i < type->n_destroys; i++) {
        const subject_field *named = &type->destroys[i];
        if (named->list < 0) {
            doom_field(v, event, named->field);
            continue;
        }
        values list = values_of(event, &event->descriptor->fields[named->list]);
        for (size_t k = 0; k < list.n; k++)
            doom_field(v, value_message(value_at(list, k)), named->field);
    }
}

vault_entry *vault_asked(vault *v, size_t i) {
    return place(v->table, v->size, v->asked[i], hash_of(v->asked[i]));
}

/* ---- the key file ---------------------------------------------------------------------------- */

static bool same_file(const vault *v, const struct stat *seen) {
    return seen->st_ino == v->file_number && seen->st_mtim.tv_sec == v->changed.tv_sec &&
           seen->st_mtim.tv_nsec == v->changed.tv_nsec;
}

/* Looked at before it is read: what changes in between is read once more the next time. */
static status read_file(vault *v, bool only_changed) {
    struct stat seen;
    vault_secrets secrets;
    if (stat(v->file, &seen) != 0) return E_UNAVAILABLE;
    if (only_changed && same_file(v, &seen)) return OK;
    status s = vault_file_read(v->file, &secrets);
    if (s != OK) return s;
    v->secrets = secrets;
    static const char use[] = "hall-sample-key-1";
    crypt_hmac_sm3(secrets.search, sizeof secrets.search, use, sizeof use - 1, v->sample_key);
    v->file_number = seen.st_ino;
    v->changed = seen.st_mtim;
    crypt_wipe(&secrets, sizeof secrets);
    return OK;
}

void vault_refresh(vault *v) {
    if (read_file(v, true) != OK) v->changed.tv_sec = 0; /* what is known still opens; look again */
}

status vault_open(const char *file, vault **out) {
    vault *v = calloc(1, sizeof *v);
    must(v);
    guard_memory(v, sizeof *v);
    v->file = strdup(file);
    must(v->file);
    v->epoch = -1;
    status s = read_file(v, false);
    if (s != OK) {
        vault_close(v);
        return s;
    }
    table_grow(v);
    *out = v;
    return OK;
}

status vault_make(const char *file, crypt_suite suite) {
    vault_secrets secrets = {.suite = suite, .n = 1};
    secrets.master[0].number = 1;
    crypt_random(secrets.master[0].key, CRYPT_KEY_BYTES);
    crypt_random(secrets.search, sizeof secrets.search);
    status s = vault_file_write(file, &secrets);
    crypt_wipe(&secrets, sizeof secrets);
    return s;
}

static void forget_all(vault *v) {
    for (size_t i = 0; i < v->size; i++) free(v->table[i].subject);
    if (v->size > 0) crypt_wipe(v->table, v->size * sizeof *v->table);
    v->n = v->n_noted = v->n_created = v->n_doomed = v->n_asked = 0;
}

void vault_forget_keys(vault *v) {
    for (size_t i = 0; i < v->size; i++) {
        vault_entry *e = &v->table[i];
        if (e->state != KEY_KNOWN && e->state != KEY_DESTROYED) continue;
        crypt_wipe(e->key, sizeof e->key);
        e->state = KEY_UNKNOWN;
    }
}

void vault_close(vault *v) {
    if (!v) return;
    forget_all(v);
    free(v->table);
    free(v->asked);
    free(v->file);
    crypt_wipe(v, sizeof *v);
    free(v);
}

crypt_suite vault_suite(const vault *v) {
    return v->secrets.suite;
}

const uint8_t *vault_search_key(const vault *v) {
    return v->secrets.search;
}

const uint8_t *vault_sample_key(const vault *v) {
    return v->sample_key;
}

/* ---- secrets --------------------------------------------------------------------------------- */

status vault_secret(vault *v, const char *subject, bool create, seal_secret *out) {
    vault_entry *e = vault_entry_of(v, subject);
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

/* `what` is the table or the event that the alarm names. */
static const ProtobufCMessage *open_message(vault *v, view *view_, const message_type *type,
                                            const char *what, const ProtobufCMessage *sealed,
                                            arena *a) {
    seal_secret secret;
    ProtobufCMessage *out;
    if (!seal_needed(type)) return sealed;
    const char *subject = seal_subject(type, sealed);
    if (vault_secret(v, subject, false, &secret) != OK) {
        view_mark_missing(view_);
        return NULL;
    }
    bool lost = !secret.key && vault_entry_of(v, subject)->state != KEY_DESTROYED;
    status s = lost ? E_SEAL : seal_open(type, sealed, &secret, a, &out);
    if (s == OK) return out;
    view_spoil(view_, (view_fault){s, what, subject});
    return NULL;
}

const ProtobufCMessage *vault_opener(void *self, view *view_, const row_type *type,
                                     const ProtobufCMessage *sealed, arena *a) {
    return open_message(self, view_, type->message, type->table, sealed, a);
}

const ProtobufCMessage *vault_history_opener(void *self, view *view_, const event_type *type,
                                             const ProtobufCMessage *sealed, arena *a) {
    return open_message(self, view_, type->message, type->name, sealed, a);
}

bool vault_wants(const vault *v) {
    return v->n_noted > 0;
}

static void settle_one(vault_entry *e, bool committed) {
    if (e->state == KEY_CREATED && committed) e->state = KEY_KNOWN;
    if (e->doomed && committed) {
        crypt_wipe(e->key, sizeof e->key);
        e->state = KEY_DESTROYED;
    }
    e->doomed = false;
    if (e->state != KEY_KNOWN && e->state != KEY_DESTROYED) e->state = KEY_UNKNOWN;
}

void vault_settle(vault *v, bool committed) {
    for (size_t i = 0; i < v->n_asked; i++) settle_one(vault_asked(v, i), committed);
    v->n_asked = v->n_noted = v->n_created = v->n_doomed = 0;
    if (v->n > CACHE_MAX) forget_all(v);
}

/* ---- under the master key -------------------------------------------------------------------- */

size_t vault_seal_under(const vault_secrets *secrets, uint32_t number, const char *purpose,
                        const void *plain, size_t bytes, uint8_t *out) {
    const vault_master *known = vault_master_of(secrets, number);
    const vault_master *m = known ? known : &secrets->master[0];
    for (unsigned i = 0; i < 4; i++) out[i] = (uint8_t) (m->number >> (24 - 8 * i));
    return 4 + crypt_seal(secrets->suite, m->key, purpose, strlen(purpose), plain, bytes, out + 4);
}

uint32_t vault_number_of(const uint8_t *sealed, size_t bytes) {
    uint32_t number = 0;
    for (unsigned i = 0; bytes >= 4 && i < 4; i++) number = number << 8 | sealed[i];
    return number;
}

bool vault_open_under(const vault_secrets *secrets, const char *purpose, const uint8_t *sealed,
                      size_t bytes, uint8_t *out, size_t *out_bytes) {
    const vault_master *m = vault_master_of(secrets, vault_number_of(sealed, bytes));
    return m && crypt_open(secrets->suite, m->key, purpose, strlen(purpose), sealed + 4, bytes - 4,
                           out, out_bytes);
}

size_t vault_seal(const vault *v, const char *purpose, const void *plain, size_t bytes,
                  uint8_t *out) {
    return vault_seal_under(&v->secrets, v->in_use, purpose, plain, bytes, out);
}

bool vault_unseal(vault *v, const char *purpose, const void *sealed, size_t bytes, uint8_t *out,
                  size_t *out_bytes) {
    if (!vault_master_of(&v->secrets, vault_number_of(sealed, bytes))) vault_refresh(v);
    return vault_open_under(&v->secrets, purpose, sealed, bytes, out, out_bytes);
}
