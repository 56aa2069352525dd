/* cache: environments, and answering a view from one read transaction. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/cache/cache_internal.h"

#define READERS_MAX 256
#define SEEN_MAX 100000 /* entries one find may walk */

status cache_path(const cache *c, const char *name, char out[512]) {
    return snprintf(out, 512, "%s/%s", c->folder, name) < 512 ? OK : E_TOO_LONG;
}

void cache_mark_damaged(cache *c) {
    char path[512];
    if (cache_path(c, "damaged", path) != OK) return;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0660);
    if (fd >= 0) close(fd);
}

static bool current_name(const cache *c, char out[32]) {
    char path[512];
    if (cache_path(c, "current", path) != OK) return false;
    ssize_t n = readlink(path, out, 31);
    if (n <= 0) return false;
    out[n] = 0;
    return true;
}

/* What is written to a deleted file is never read. */
static bool is_gone(const cache *c) {
    char name[32], inner[64], path[512];
    if (!current_name(c, name) || strcmp(name, c->current) != 0) return true;
    snprintf(inner, sizeof inner, "%s/data.mdb", name);
    return cache_path(c, inner, path) == OK && access(path, F_OK) != 0;
}

bool cache_damaged(cache *c) {
    char path[512];
    if (cache_path(c, "damaged", path) == OK && access(path, F_OK) == 0) return true;
    return c->writer && c->env && !c->unpublished && is_gone(c);
}

void cache_env_close(cache *c) {
    if (c->txn) mdb_txn_abort(c->txn);
    if (c->env) mdb_env_close(c->env);
    c->txn = NULL;
    c->env = NULL;
    c->current[0] = 0;
    cache_leave(c);
}

static int open_table(cache *c) {
    MDB_txn *txn;
    int rc = mdb_txn_begin(c->env, NULL, c->writer ? 0 : MDB_RDONLY, &txn);
    if (rc != 0) return rc;
    rc = mdb_dbi_open(txn, NULL, 0, &c->dbi);
    if (rc == 0) return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return rc;
}

/* NOMETASYNC: a power cut may take the last transaction back, never half of one. */
status cache_env_open(cache *c, const char *name) {
    char path[512];
    status s = cache_path(c, name, path);
    cache_env_close(c);
    if (s != OK) return s;
    if (c->writer && mkdir(path, 0770) != 0 && errno != EEXIST) return E_UNAVAILABLE;
    cache_guard_open(c);
    if (!c->writer && cache_damaged(c)) return E_NOT_READY;
    if (mdb_env_create(&c->env) != 0) return E_UNAVAILABLE;
    mdb_env_set_maxreaders(c->env, READERS_MAX);
    if (c->writer) mdb_env_set_mapsize(c->env, c->map_bytes);
    unsigned flags = MDB_NOTLS | (c->writer ? MDB_NOMETASYNC : MDB_RDONLY);
    cache_enter(c);
    bool opened = mdb_env_open(c->env, path, flags, 0660) == 0 && open_table(c) == 0;
    cache_leave(c);
    if (!opened) {
        cache_env_close(c);
        return E_UNAVAILABLE;
    }
    snprintf(c->current, sizeof c->current, "%s", name);
    return OK;
}

/* Readers follow the link; a rebuild moves it. */
static status follow(cache *c) {
    char name[32];
    if (c->writer) return c->env ? OK : E_NOT_READY;
    if (!current_name(c, name)) return E_NOT_READY;
    if (c->env && strcmp(name, c->current) == 0) return OK;
    return cache_env_open(c, name) == OK ? OK : E_NOT_READY;
}

static cache *cache_new(const char *folder) {
    cache *c = calloc(1, sizeof *c);
    must(c);
    c->folder = strdup(folder);
    must(c->folder);
    c->lock_fd = c->guard_fd = -1;
    return c;
}

status cache_open(const char *folder, cache **out) {
    *out = cache_new(folder);
    return OK;
}

status cache_lock(cache *c) {
    char path[512];
    status s = cache_path(c, "lock", path);
    if (s != OK) return s;
    if (c->lock_fd >= 0) close(c->lock_fd);
    if (mkdir(c->folder, 0770) != 0 && errno != EEXIST) return E_UNAVAILABLE;
    c->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (c->lock_fd < 0) return E_UNAVAILABLE;
    return flock(c->lock_fd, LOCK_EX | LOCK_NB) == 0 ? OK : E_CONFLICT;
}

/* The environment in use, when it is whole and of this generation. */
static bool take_over(cache *c) {
    char name[32];
    cache_meta meta;
    MDB_txn *txn;
    if (cache_damaged(c) || !current_name(c, name) || cache_env_open(c, name) != OK) return false;
    cache_enter(c);
    bool begun = mdb_txn_begin(c->env, NULL, MDB_RDONLY, &txn) == 0;
    status s = begun ? cache_get_meta(c, txn, &meta) : E_UNAVAILABLE;
    if (begun) mdb_txn_abort(txn);
    cache_leave(c);
    if (s != OK || meta.generation != c->generation) return false;
    c->position = meta.position;
    memcpy(c->hash, meta.hash, sizeof c->hash);
    return true;
}

status cache_open_writer(const char *folder, uint64_t generation, size_t map_bytes, cache **out) {
    cache *c = cache_new(folder);
    c->writer = true;
    c->generation = generation;
    c->map_bytes = map_bytes;
    status s = cache_lock(c);
    if (s == OK) cache_guard_open(c);
    if (s == OK && !take_over(c)) s = cache_rebuild(c);
    if (s != OK) {
        cache_close(c);
        return s;
    }
    *out = c;
    return OK;
}

void cache_close(cache *c) {
    if (!c) return;
    cache_env_close(c);
    cache_guard_close(c);
    if (c->lock_fd >= 0) close(c->lock_fd);
    arena_close(c->arena);
    free(c->events);
    free(c->folder);
    free(c);
}

static status put_row(cache *c, MDB_txn *txn, cache_key *key, const row_type *type, view *v) {
    MDB_val value;
    status s = cache_get(c, txn, key, &value);
    if (s != OK) return s;
    ProtobufCMessage *row = protobuf_c_message_unpack(
        type->message->descriptor, arena_pb(view_arena(v)), value.mv_size, value.mv_data);
    return !row ? E_ARENA : view_put(v, type, row);
}

/* Where the walk of a page begins: behind the row key `after`. */
static bool start_of(const row_key *key, const cache_key *prefix, cache_key *out) {
    *out = *prefix;
    if (key->n_after == 0) return true;
    row_key after = row_key_of(key->type, 0);
    after.n = key->n_after;
    memcpy(after.part, key->after, sizeof after.part);
    if (key->index == 0) return cache_prefix(&after, out);
    size_t n = row_key_encode(&after, out->data + out->bytes, sizeof out->data - out->bytes);
    out->bytes += n;
    return n > 0;
}

static bool begins_with(const MDB_val *name, const cache_key *prefix) {
    return name->mv_size >= prefix->bytes &&
           memcmp(name->mv_data, prefix->data, prefix->bytes) == 0;
}

/* The row an entry stands for: itself, or through an index entry the row it names. */
static status put_entry(cache *c, MDB_txn *txn, const row_key *key, const MDB_val *name,
                        const MDB_val *value, view *v) {
    cache_key row;
    if (key->index == 0) {
        row.bytes = name->mv_size;
        memcpy(row.data, name->mv_data, name->mv_size);
    } else {
        row.bytes = value->mv_size;
        if (value->mv_size > CACHE_KEY_BYTES_MAX) return E_UNAVAILABLE;
        memcpy(row.data, value->mv_data, value->mv_size);
    }
    status s = put_row(c, txn, &row, key->type, v);
    return s == E_NOT_FOUND ? E_UNAVAILABLE : s;
}

/* Whether the entry is what was stored. A flipped bit can also hide entries, so the neighbours of
 * those that are read are checked, too: the one before must be foreign, the one behind must be
 * whole. Behind everything lies the meta entry. */
static bool is_whole(const MDB_val *name, const MDB_val *stored) {
    MDB_val value;
    return cache_value(name, stored, &value);
}

static bool begins_here(MDB_cursor *cursor, const cache_key *prefix, cache_key *start) {
    MDB_val name, stored;
    int rc = mdb_cursor_get(cursor, &name, &stored, MDB_PREV);
    if (rc == 0 && (begins_with(&name, prefix) || !is_whole(&name, &stored))) return false;
    name = (MDB_val){start->bytes, start->data};
    return mdb_cursor_get(cursor, &name, &stored, MDB_SET_RANGE) == 0;
}

/* Every entry under the prefix, or the page of them; `*n` counts. */
static status walk(cache *c, MDB_txn *txn, const row_key *key, view *v, int64_t *n) {
    cache_key prefix, start;
    MDB_cursor *cursor;
    MDB_val name, stored, value;
    if (!cache_prefix(key, &prefix) || !start_of(key, &prefix, &start) ||
        start.bytes > CACHE_EXACT_BYTES)
        return E_NOT_READY; /* PostgreSQL answers what is too long here */
    if (mdb_cursor_open(txn, c->dbi, &cursor) != 0) return E_UNAVAILABLE;
    status s = OK;
    name = (MDB_val){start.bytes, start.data};
    int rc = mdb_cursor_get(cursor, &name, &stored, MDB_SET_RANGE);
    if (rc == 0 && key->n_after == 0 && !begins_here(cursor, &prefix, &start)) s = E_UNAVAILABLE;
    for (*n = 0; rc == 0 && s == OK && begins_with(&name, &prefix);
         rc = mdb_cursor_get(cursor, &name, &stored, MDB_NEXT)) {
        bool same =
            name.mv_size == start.bytes && memcmp(name.mv_data, start.data, start.bytes) == 0;
        if (key->n_after > 0 && same) continue;
        if (!cache_value(&name, &stored, &value))
            s = E_UNAVAILABLE;
        else if (!key->count)
            s = put_entry(c, txn, key, &name, &value, v);
        if (++*n > SEEN_MAX) s = E_NOT_READY;
        if (!key->count && key->limit > 0 && *n == key->limit) break;
    }
    bool ended = rc == 0 ? is_whole(&name, &stored) : rc == MDB_NOTFOUND && c->writer;
    mdb_cursor_close(cursor);
    return s == OK && !ended ? E_UNAVAILABLE : s;
}

static status answer_one(cache *c, MDB_txn *txn, const row_key *key, view *v) {
    int64_t n = 0;
    status s;
    bool here;
    if (key->index == 0 && key->n == key->type->index[0].n && !key->count && key->limit == 0) {
        cache_key exact;
        if (!cache_prefix(key, &exact)) return E_NOT_READY;
        cache_cut(&exact);
        s = put_row(c, txn, &exact, key->type, v);
        here = s == OK;
        if (s == E_NOT_FOUND) s = OK;
    } else {
        s = walk(c, txn, key, v, &n);
        here = n > 0;
    }
    if (s == OK && !here && !c->writer)
        return E_NOT_READY; /* an absent row is asked of the database */
    if (s == OK) view_answered(v, key, n);
    return s;
}

status cache_answer(cache *c, MDB_txn *txn, view *v) {
    const row_key *const *wanted;
    size_t n = view_wanted(v, &wanted);
    const row_key **list =
        malloc((n + 1) * sizeof *list); /* answering changes the view's own list */
    status s = OK;
    must(list);
    memcpy(list, wanted, n * sizeof *list);
    for (size_t i = 0; i < n && s == OK; i++)
        if (list[i]->type->cache && !list[i]->at_most) s = answer_one(c, txn, list[i], v);
    free(list);
    return s;
}

status cache_read_begin(cache *c, int64_t least_position, MDB_txn **txn, cache_meta *meta) {
    status s = cache_damaged(c) ? E_NOT_READY : follow(c);
    if (s != OK) return s;
    cache_enter(c);
    if (mdb_txn_begin(c->env, NULL, MDB_RDONLY, txn) != 0) {
        int dead;
        cache_leave(c);
        mdb_reader_check(c->env, &dead); /* killed readers keep their places until somebody looks */
        return E_NOT_READY;
    }
    s = cache_get_meta(c, *txn, meta);
    if (s == E_NOT_FOUND ||
        (s == OK && (meta->contract != catalog_contract() || meta->position < least_position)))
        s = E_NOT_READY;
    if (s != OK) cache_read_end(c, *txn, s);
    return s;
}

void cache_read_end(cache *c, MDB_txn *txn, status s) {
    mdb_txn_abort(txn);
    cache_leave(c);
    if (s == E_UNAVAILABLE) cache_mark_damaged(c);
}

status cache_load(cache *c, view *v, int64_t least_position, int64_t *position) {
    MDB_txn *txn;
    cache_meta meta;
    status s = cache_read_begin(c, least_position, &txn, &meta);
    if (s != OK) return s;
    *position = meta.position;
    s = cache_answer(c, txn, v);
    cache_read_end(c, txn, s);
    return s;
}

int64_t cache_last(cache *c, uint8_t hash[32]) {
    MDB_txn *txn;
    cache_meta meta = {0};
    memset(hash, 0, sizeof meta.hash);
    if (follow(c) != OK || mdb_txn_begin(c->env, NULL, MDB_RDONLY, &txn) != 0) return 0;
    status s = cache_get_meta(c, txn, &meta);
    mdb_txn_abort(txn);
    if (s != OK) return 0;
    memcpy(hash, meta.hash, sizeof meta.hash);
    return meta.position;
}

int64_t cache_position(cache *c) {
    uint8_t hash[32];
    return cache_last(c, hash);
}

status cache_verify(cache *c, int64_t *values) {
    MDB_txn *txn;
    MDB_cursor *cursor = NULL;
    MDB_val name, stored, value;
    status s = follow(c);
    *values = 0;
    if (s != OK) return s;
    if (mdb_txn_begin(c->env, NULL, MDB_RDONLY, &txn) != 0) return E_UNAVAILABLE;
    int rc = mdb_cursor_open(txn, c->dbi, &cursor);
    while (rc == 0 && s == OK && (rc = mdb_cursor_get(cursor, &name, &stored, MDB_NEXT)) == 0) {
        if (!cache_value(&name, &stored, &value)) s = E_UNAVAILABLE;
        ++*values;
    }
    if (cursor) mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    if (rc != 0 && rc != MDB_NOTFOUND) s = E_UNAVAILABLE;
    if (s != OK) cache_mark_damaged(c);
    return s;
}
