/* cache_notes: what followers of the log keep beside the rows. A note is a value like any other:
 * checksummed, and written in the transaction that moves the position. */
#include <string.h>

#include "store/cache/cache_internal.h"

#define NOTE_HEAD_BYTES 2u

static void note_key(const void *name, size_t bytes, cache_key *out) {
    must(bytes <= CACHE_NOTE_BYTES_MAX);
    out->data[0] = 0xff;
    out->data[1] = 0xfe;
    memcpy(out->data + NOTE_HEAD_BYTES, name, bytes);
    out->bytes = NOTE_HEAD_BYTES + bytes;
}

static cache_note note_of(const MDB_val *name, const MDB_val *value) {
    return (cache_note){.name = (const uint8_t *) name->mv_data + NOTE_HEAD_BYTES,
                        .value = value->mv_data,
                        .name_bytes = name->mv_size - NOTE_HEAD_BYTES,
                        .bytes = value->mv_size};
}

static bool begins_with(const MDB_val *name, const cache_key *prefix, size_t bytes) {
    return name->mv_size >= bytes && memcmp(name->mv_data, prefix->data, bytes) == 0;
}

status cache_note_put(cache *c, const cache_note *note) {
    cache_key key;
    note_key(note->name, note->name_bytes, &key);
    status s = cache_begin(c);
    return s == OK ? cache_put(c, &key, note->value, note->bytes) : s;
}

status cache_note_find(cache *c, const void *name, size_t name_bytes, cache_note *out) {
    cache_key key;
    MDB_val value;
    note_key(name, name_bytes, &key);
    status s = cache_begin(c);
    if (s == OK) s = cache_get(c, c->txn, &key, &value);
    if (s == OK) *out = (cache_note){name, value.mv_data, name_bytes, value.mv_size};
    return s;
}

status cache_note_drop(cache *c, const void *name, size_t name_bytes) {
    cache_key key;
    note_key(name, name_bytes, &key);
    status s = cache_begin(c);
    return s == OK ? cache_drop_key(c, &key) : s;
}

static status each(cache *c, MDB_txn *txn, const cache_key *prefix, cache_note_visitor *visit,
                   void *self) {
    MDB_cursor *cursor;
    MDB_val name = {prefix->bytes, (void *) (uintptr_t) prefix->data}, stored, value;
    if (mdb_cursor_open(txn, c->dbi, &cursor) != 0) return E_UNAVAILABLE;
    status s = OK;
    int rc = mdb_cursor_get(cursor, &name, &stored, MDB_SET_RANGE);
    for (; rc == 0 && s == OK && begins_with(&name, prefix, prefix->bytes);
         rc = mdb_cursor_get(cursor, &name, &stored, MDB_NEXT)) {
        cache_note note;
        if (!cache_value(&name, &stored, &value)) s = E_UNAVAILABLE;
        if (s == OK) note = note_of(&name, &value);
        if (s == OK) s = visit(self, &note);
    }
    mdb_cursor_close(cursor);
    return s == OK && rc != 0 && rc != MDB_NOTFOUND ? E_UNAVAILABLE : s;
}

status cache_note_each(cache *c, const void *prefix, size_t prefix_bytes, cache_note_visitor *visit,
                       void *self) {
    cache_key key;
    note_key(prefix, prefix_bytes, &key);
    status s = cache_begin(c);
    return s == OK ? each(c, c->txn, &key, visit, self) : s;
}

status cache_note_clear(cache *c, const void *prefix, size_t prefix_bytes) {
    cache_key key;
    MDB_cursor *cursor;
    note_key(prefix, prefix_bytes, &key);
    status s = cache_begin(c);
    if (s != OK) return s;
    if (mdb_cursor_open(c->txn, c->dbi, &cursor) != 0) return E_UNAVAILABLE;
    MDB_val name = {key.bytes, key.data}, stored;
    int rc = mdb_cursor_get(cursor, &name, &stored, MDB_SET_RANGE);
    while (rc == 0 && begins_with(&name, &key, key.bytes)) {
        rc = mdb_cursor_del(cursor, 0);
        if (rc == 0) rc = mdb_cursor_get(cursor, &name, &stored, MDB_NEXT);
    }
    mdb_cursor_close(cursor);
    return rc == 0 || rc == MDB_NOTFOUND ? OK : E_UNAVAILABLE;
}

/* The entry that is `key` or stands before it. */
static int at_or_before(MDB_cursor *cursor, const cache_key *key, MDB_val *name, MDB_val *stored) {
    *name = (MDB_val){key->bytes, (void *) (uintptr_t) key->data};
    int rc = mdb_cursor_get(cursor, name, stored, MDB_SET_RANGE);
    if (rc == 0 && name->mv_size == key->bytes && begins_with(name, key, key->bytes)) return 0;
    if (rc != 0 && rc != MDB_NOTFOUND) return rc;
    return mdb_cursor_get(cursor, name, stored, rc == 0 ? MDB_PREV : MDB_LAST);
}

static status copy_note(const cache_note *note, arena *a, cache_note *out) {
    *out = *note;
    out->name = arena_copy(a, note->name, note->name_bytes);
    out->value = arena_copy(a, note->value, note->bytes);
    return out->name && out->value ? OK : E_ARENA;
}

static status last(cache *c, MDB_txn *txn, const cache_key *key, size_t prefix_bytes, arena *a,
                   cache_note *out) {
    MDB_cursor *cursor;
    MDB_val name, stored, value;
    if (mdb_cursor_open(txn, c->dbi, &cursor) != 0) return E_UNAVAILABLE;
    int rc = at_or_before(cursor, key, &name, &stored);
    status s = rc == 0 && begins_with(&name, key, prefix_bytes) ? OK : E_NOT_FOUND;
    if (rc != 0 && rc != MDB_NOTFOUND) s = E_UNAVAILABLE;
    if (s == OK && !cache_value(&name, &stored, &value)) s = E_UNAVAILABLE;
    if (s == OK) {
        cache_note note = note_of(&name, &value);
        s = copy_note(&note, a, out);
    }
    mdb_cursor_close(cursor);
    return s;
}

status cache_note_last(cache *c, const void *name, size_t name_bytes, size_t prefix_bytes, arena *a,
                       cache_note *out, int64_t *position) {
    MDB_txn *txn;
    cache_meta meta;
    cache_key key;
    note_key(name, name_bytes, &key);
    status s = cache_read_begin(c, 0, &txn, &meta);
    if (s != OK) return s;
    *position = meta.position;
    s = last(c, txn, &key, NOTE_HEAD_BYTES + prefix_bytes, a, out);
    cache_read_end(c, txn, s);
    return s;
}

status cache_note_read(cache *c, const void *prefix, size_t prefix_bytes, cache_note_visitor *visit,
                       void *self, int64_t *position) {
    MDB_txn *txn;
    cache_meta meta;
    cache_key key;
    note_key(prefix, prefix_bytes, &key);
    status s = cache_read_begin(c, 0, &txn, &meta);
    if (s != OK) return s;
    *position = meta.position;
    s = each(c, txn, &key, visit, self);
    cache_read_end(c, txn, s);
    return s;
}
