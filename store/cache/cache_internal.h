/* cache_internal: the form of what lies in LMDB, shared by cache.c (opening, reading),
 * cache_write.c (folding), cache_guard.c (who died inside) and cache_format.c.
 *
 *   row    key: table number (2), 0, encoded row key         value: CRC-32C (4), packed row
 *   index  key: table number (2), index, encoded index key,  value: CRC-32C (4), encoded row key
 *               encoded row key
 *   note   key: ff fe, name                                  value: CRC-32C (4), its bytes
 *   meta   key: ff ff "meta"                                 value: CRC-32C (4), cache_meta
 *
 * The CRC runs over key and value. A key longer than LMDB takes is cut and ends with its hash. */
#ifndef HALL_STORE_CACHE_INTERNAL_H
#define HALL_STORE_CACHE_INTERNAL_H

#include <lmdb.h>

#include "proto/runtime/apply/apply.h"
#include "store/cache/cache.h"

#define CACHE_KEY_BYTES_MAX 511
#define CACHE_EXACT_BYTES 479 /* a key is itself up to here */
#define CACHE_CRC_BYTES 4

typedef struct cache_meta {
    int64_t position;
    uint64_t generation; /* cluster and contract */
    uint64_t contract;
    uint8_t hash[32]; /* of the event at `position` */
} cache_meta;

typedef struct cache_key {
    size_t bytes;
    uint8_t data[2 * ROW_KEY_BYTES_MAX + 4];
} cache_key;

struct cache {
    char *folder;
    char current[32]; /* name of the open environment, "" for none */
    MDB_env *env;
    MDB_dbi dbi;
    bool writer;
    int lock_fd, guard_fd;
    char guard_name[48];
    volatile uint8_t *guard; /* NULL for none */
    bool trusted;            /* the writer has committed since it opened */
    uint64_t generation;
    size_t map_bytes;
    bool unpublished; /* the open environment is not `current` yet */
    unsigned commits;
    MDB_txn *txn;     /* the writer's */
    int64_t position; /* folded so far */
    uint8_t hash[32]; /* of the event there */
    arena *arena;
    view *view;
    event_type *events; /* events[] with only the applies that touch cached rows */
};

/* Keys. cache_prefix: of all entries of an index that begin with the parts of `key`. */
void cache_row_key(const row_type *type, const ProtobufCMessage *row, cache_key *out);
void cache_index_key(const row_type *type, unsigned index, const ProtobufCMessage *row,
                     cache_key *out);
bool cache_prefix(const row_key *key, cache_key *out);
void cache_cut(cache_key *key);

/* cache_crc: over key and value. cache_value: checks and strips it; false when damaged. */
uint32_t cache_crc(const void *key, size_t key_bytes, const void *value, size_t bytes);
bool cache_value(const MDB_val *key, const MDB_val *stored, MDB_val *value);

/* cache_get: OK; E_NOT_FOUND; E_UNAVAILABLE damaged or LMDB failed. */
status cache_get(cache *c, MDB_txn *txn, cache_key *key, MDB_val *value) MUST_CHECK;
status cache_get_meta(cache *c, MDB_txn *txn, cache_meta *out) MUST_CHECK;

/* cache_answer: answers the wanted keys of cached types in `v` within a transaction. */
status cache_answer(cache *c, MDB_txn *txn, view *v) MUST_CHECK;

/* cache_begin: the writer's transaction is open. cache_put, cache_drop_key: into it. cache_follow:
 * a reader has the current environment open. cache_read_begin: its read transaction, with what it
 * reflects; ended by cache_read_end, which marks the environment where `s` says that it is damaged.
 */
status cache_begin(cache *c) MUST_CHECK;
status cache_put(cache *c, const cache_key *key, const void *value, size_t bytes) MUST_CHECK;
status cache_drop_key(cache *c, const cache_key *key) MUST_CHECK;
status cache_read_begin(cache *c, int64_t least_position, MDB_txn **txn,
                        cache_meta *meta) MUST_CHECK;
void cache_read_end(cache *c, MDB_txn *txn, status s);

/* cache_guard_open: before an environment is opened; marks the cache damaged when somebody died of
 * it. cache_enter and cache_leave: around every use of LMDB. cache_trust: the writer's commit
 * worked. */
void cache_guard_open(cache *c);
void cache_guard_close(cache *c);
void cache_enter(cache *c);
void cache_leave(cache *c);
void cache_trust(cache *c);

/* cache_lock: the folder is made when it is not there, and this is its one writer; E_CONFLICT. */
status cache_lock(cache *c) MUST_CHECK;

/* cache_env_open: opens environment `name` in the folder. */
status cache_env_open(cache *c, const char *name) MUST_CHECK;
void cache_env_close(cache *c);
void cache_mark_damaged(cache *c);
status cache_path(const cache *c, const char *name, char out[512]) MUST_CHECK;

#endif
