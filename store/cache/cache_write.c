/* cache_write: the projection. Entries are folded by apply() itself, with the applies of rows that
 * are not cached left out; changed rows and their index entries go into one LMDB transaction with
 * the position. */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/runtime/crypt/crypt.h"
#include "store/cache/cache_internal.h"
#include "store/log/entry.h"

#define ARENA_BYTES (64u << 20)
#define ARENA_FLUSH_BYTES (16u << 20)

/* events[] with only the applies of cached rows; the applies themselves are borrowed in order, so a
 * type with mixed applies gets a list of its own, allocated behind the table. */
static event_type *cached_events(void) {
    size_t n_apply = 0;
    for (unsigned i = 0; i < n_events; i++) n_apply += events[i]->n_apply;
    event_type *table = calloc(1, n_events * sizeof *table + (n_apply + 1) * sizeof(apply_type));
    must(table);
    apply_type *list = (apply_type *) (void *) (table + n_events);
    for (unsigned i = 0; i < n_events; i++) {
        table[i] = *events[i];
        table[i].apply = list;
        table[i].n_apply = 0;
        for (unsigned k = 0; k < events[i]->n_apply; k++) {
            if (!events[i]->apply[k].row->cache) continue;
            *list++ = events[i]->apply[k];
            table[i].n_apply++;
        }
    }
    return table;
}

static const event_type *cached_event(const cache *c, const Log__EntryEvent *logged) {
    const event_type *whole = catalog_event(logged->type);
    unsigned i = 0;
    while (i < n_events && events[i] != whole) i++;
    must(i < n_events); /* known, see fold_entry */
    return &c->events[i];
}

status cache_begin(cache *c) {
    if (!c->events) c->events = cached_events();
    if (!c->arena) c->arena = arena_open(ARENA_BYTES);
    must(c->arena);
    if (!c->view) c->view = view_open(c->arena, NULL, NULL);
    if (!c->env) return E_UNAVAILABLE;
    cache_enter(c);
    if (!c->txn && mdb_txn_begin(c->env, NULL, 0, &c->txn) != 0) return E_UNAVAILABLE;
    return OK;
}

status cache_put(cache *c, const cache_key *key, const void *value, size_t bytes) {
    MDB_val name = {key->bytes, (void *) key->data}, stored = {bytes + CACHE_CRC_BYTES, NULL};
    uint32_t crc = cache_crc(key->data, key->bytes, value, bytes);
    if (mdb_put(c->txn, c->dbi, &name, &stored, MDB_RESERVE) != 0) return E_UNAVAILABLE;
    memcpy(stored.mv_data, &crc, sizeof crc);
    if (bytes > 0) memcpy((char *) stored.mv_data + CACHE_CRC_BYTES, value, bytes);
    return OK;
}

static status drop_index(cache *c, const row_type *type, const ProtobufCMessage *old,
                         const ProtobufCMessage *row) {
    for (unsigned i = 1; i < type->n_index; i++) {
        cache_key before, after;
        cache_index_key(type, i, old, &before);
        cache_index_key(type, i, row, &after);
        if (before.bytes == after.bytes && memcmp(before.data, after.data, after.bytes) == 0)
            continue;
        MDB_val name = {before.bytes, before.data};
        int rc = mdb_del(c->txn, c->dbi, &name, NULL);
        if (rc != 0 && rc != MDB_NOTFOUND) return E_UNAVAILABLE;
    }
    return OK;
}

status cache_drop_key(cache *c, const cache_key *key) {
    MDB_val name = {key->bytes, (void *) (uintptr_t) key->data};
    int rc = mdb_del(c->txn, c->dbi, &name, NULL);
    return rc == 0 || rc == MDB_NOTFOUND ? OK : E_UNAVAILABLE;
}

/* The row as it was stored; NULL when it was not. */
static status stored_row(cache *c, const row_change *change, cache_key *key,
                         ProtobufCMessage **out) {
    MDB_val value;
    *out = NULL;
    status s = cache_get(c, c->txn, key, &value);
    if (s != OK) return s == E_NOT_FOUND ? OK : s;
    *out = protobuf_c_message_unpack(change->type->message->descriptor, arena_pb(c->arena),
                                     value.mv_size, value.mv_data);
    return !*out ? E_UNAVAILABLE : OK;
}

static status drop_old(cache *c, const row_change *change, cache_key *key) {
    ProtobufCMessage *old;
    status s = stored_row(c, change, key, &old);
    return s != OK || !old ? s : drop_index(c, change->type, old, change->row);
}

static status put_row(cache *c, const row_change *change) {
    cache_key key, index;
    cache_row_key(change->type, change->row, &key);
    status s = change->type->n_index > 1 ? drop_old(c, change, &key) : OK;
    size_t bytes = protobuf_c_message_get_packed_size(change->row);
    uint8_t *packed = arena_alloc(c->arena, bytes + 1);
    if (s != OK || !packed) return s != OK ? s : E_UNAVAILABLE;
    protobuf_c_message_pack(change->row, packed);
    s = cache_put(c, &key, packed, bytes);
    for (unsigned i = 1; i < change->type->n_index && s == OK; i++) {
        cache_index_key(change->type, i, change->row, &index);
        s = cache_put(c, &index, key.data, key.bytes);
    }
    return s;
}

/* Its index entries stand under what was stored; before it was removed it may have changed. */
static status drop_row(cache *c, const row_change *change) {
    cache_key key, index;
    ProtobufCMessage *old;
    cache_row_key(change->type, change->row, &key);
    status s = stored_row(c, change, &key, &old);
    if (s == OK) s = cache_drop_key(c, &key);
    for (unsigned i = 1; i < change->type->n_index && s == OK && old; i++) {
        cache_index_key(change->type, i, old, &index);
        s = cache_drop_key(c, &index);
    }
    return s;
}

/* What was folded goes into the transaction; the memory starts anew. */
static status flush(cache *c) {
    const row_change *change;
    status s = OK;
    size_t n = c->view ? view_changes(c->view, &change) : 0;
    for (size_t i = 0; i < n && s == OK; i++)
        s = change[i].removed ? drop_row(c, &change[i]) : put_row(c, &change[i]);
    c->view = NULL;
    arena_reset(c->arena);
    return s;
}

static status fold_event(cache *c, const event_type *type, const Log__EntryEvent *logged,
                         const event_head *head) {
    const ProtobufCMessage *event = protobuf_c_message_unpack(
        type->message->descriptor, arena_pb(c->arena), logged->payload.len, logged->payload.data);
    if (!event) return E_MALFORMED;
    size_t mark = view_save(c->view);
    status s;
    while ((s = apply_logged(type, logged->schema_version, event, head, c->view)) == E_NOT_READY) {
        s = view_undo(c->view, mark);
        view_forget_missing(c->view);
        if (s == OK) s = cache_answer(c, c->txn, c->view);
        if (s != OK) break;
    }
    return s == OK ? OK : E_UNAVAILABLE;
}

/* The rows keep texts of the head, so these are copied; only entries that change a cached row pay.
 */
static status fold_entry(cache *c, const Log__Entry *entry) {
    if (entry_unknown(entry)) return E_UNKNOWN_EVENT; /* before a half of it is folded */
    const Log__EntryHead *h = entry->head;
    event_head head = {h->received_at_us, NULL, NULL};
    status s = OK;
    for (size_t i = 0; i < entry->n_event && s == OK; i++) {
        const event_type *type = cached_event(c, entry->event[i]);
        if (type->n_apply == 0) continue;
        if (!head.actor) {
            head.actor = arena_dup(c->arena, h->actor);
            head.case_no = arena_dup(c->arena, h->case_no);
        }
        if (!head.actor || !head.case_no) return E_UNAVAILABLE;
        s = fold_event(c, type, entry->event[i], &head);
    }
    return s;
}

status cache_fold(cache *c, const Log__Entry *entry) {
    if (entry->head->position != c->position + 1) return E_CONFLICT;
    status s = cache_begin(c);
    if (s == OK) s = fold_entry(c, entry);
    if (s == OK && arena_used(c->arena) > ARENA_FLUSH_BYTES) s = flush(c);
    if (s != OK) return s;
    c->position = entry->head->position;
    memset(c->hash, 0, sizeof c->hash);
    if (entry->hash.len == sizeof c->hash) memcpy(c->hash, entry->hash.data, sizeof c->hash);
    return OK;
}

static status put_meta(cache *c) {
    static const uint8_t name[] = {0xff, 0xff, 'm', 'e', 't', 'a'};
    cache_meta meta = {
        .position = c->position, .generation = c->generation, .contract = catalog_contract()};
    memcpy(meta.hash, c->hash, sizeof meta.hash);
    cache_key key = {.bytes = sizeof name};
    memcpy(key.data, name, sizeof name);
    return cache_put(c, &key, &meta, sizeof meta);
}

status cache_commit(cache *c) {
    status s = cache_begin(c);
    if (s == OK) s = flush(c);
    if (s == OK) s = put_meta(c);
    if (s != OK) return s;
    int rc = mdb_txn_commit(c->txn), dead;
    c->txn = NULL;
    cache_leave(c);
    if (rc == 0) cache_trust(c);
    if (rc == 0 && ++c->commits % 64 == 0) mdb_reader_check(c->env, &dead);
    return rc == 0 ? OK : E_UNAVAILABLE;
}

static void remove_environment(const cache *c, const char *name) {
    static const char *const files[] = {"data.mdb", "lock.mdb", NULL};
    char path[512], inner[64];
    for (int i = 0; files[i]; i++)
        if (snprintf(inner, sizeof inner, "%s/%s", name, files[i]) < (int) sizeof inner &&
            cache_path(c, inner, path) == OK)
            unlink(path);
    if (cache_path(c, name, path) == OK) rmdir(path);
}

/* Every environment but the open one; readers that still have it open keep its pages. */
static void remove_others(const cache *c) {
    DIR *folder = opendir(c->folder);
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        if (strncmp(entry->d_name, "env-", 4) == 0 && strcmp(entry->d_name, c->current) != 0)
            remove_environment(c, entry->d_name);
    if (folder) closedir(folder);
}

/* A name is never used again: readers know by it that what they have open is the old one. */
status cache_rebuild(cache *c) {
    char name[32];
    uint64_t mark;
    cache_env_close(c);
    c->view = NULL;
    if (c->arena) arena_reset(c->arena);
    c->position = 0;
    memset(c->hash, 0, sizeof c->hash);
    c->unpublished = true;
    crypt_random(&mark, sizeof mark);
    snprintf(name, sizeof name, "env-%016" PRIx64, mark);
    status s = cache_lock(c);
    return s == OK ? cache_env_open(c, name) : s;
}

status cache_publish(cache *c) {
    char link[512], fresh[512], damaged[512];
    if (!c->unpublished) return OK;
    if (cache_path(c, "current", link) != OK || cache_path(c, "current.new", fresh) != OK ||
        cache_path(c, "damaged", damaged) != OK)
        return E_TOO_LONG;
    unlink(fresh);
    if (symlink(c->current, fresh) != 0 || rename(fresh, link) != 0) return E_UNAVAILABLE;
    unlink(damaged);
    c->unpublished = false;
    remove_others(c);
    return OK;
}
