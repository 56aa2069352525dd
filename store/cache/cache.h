/* cache: LMDB, rows that must be read at once. Holds every row whose type says `cache`, under its
 * key and under each declared index; can be rebuilt from the log at any time and is never asked for
 * a decision about money or rights. The reflected position and the generation (database cluster and
 * contract) are in the same LMDB transaction as the rows. One writer process (hall-projector), any
 * number of readers; no read transaction outlives one call. Open after fork, once per process.
 *
 * The folder holds `current`, a link to the environment in use; a rebuild fills a new one and moves
 * the link, readers follow. LMDB has no checksums: every value carries CRC-32C, and whoever meets a
 * wrong one leaves the mark file `damaged`, upon which the writer rebuilds. */
#ifndef HALL_STORE_CACHE_H
#define HALL_STORE_CACHE_H

#include "kernel/log.pb-c.h"
#include "proto/runtime/view/view.h"

typedef struct cache cache;

/* cache_open: for reading; works before the first environment exists (then everything is
 * E_NOT_READY). cache_open_writer: the one writer; takes a file lock (E_CONFLICT when another
 * runs), makes an empty environment when there is none or its generation differs. `map_bytes` is
 * the most it may grow to. */
status cache_open(const char *folder, cache **out) MUST_CHECK;
status cache_open_writer(const char *folder, uint64_t generation, size_t map_bytes,
                         cache **out) MUST_CHECK;
void cache_close(cache *c);

/* cache_generation: of a database cluster and this program's contract. */
uint64_t cache_generation(uint64_t cluster);

/* cache_load: answers every wanted key of a cached row type in `v`, all from one read transaction.
 * `*position` is what the environment reflected; it is left alone when nothing was answered at all.
 * Keys of other types stay wanted. What is not there is not answered either: absence is no proof.
 * errors  E_NOT_READY the cache is behind `least_position`, empty, being rebuilt or lacks a row:
 * read PostgreSQL instead; E_UNAVAILABLE damaged (now marked). What was answered before that stays,
 *         so the whole is not newer than `*position`. */
status cache_load(cache *c, view *v, int64_t least_position, int64_t *position) MUST_CHECK;

/* cache_position: what the environment reflects, 0 for nothing. */
int64_t cache_position(cache *c);

/* cache_last: position and hash of the last entry in it, for the writer to compare with the log:
 * after a failover the log may be another one from some position on. Zero bytes at position 0. */
int64_t cache_last(cache *c, uint8_t hash[32]);

/* The writer: `cache_position` is where to go on. cache_fold takes entries in order, cache_commit
 * makes them visible with the position of the last one. E_CONFLICT an entry that does not follow;
 * E_UNKNOWN_EVENT it holds an event of a newer program: nothing of it is folded, the cache stays
 * where it is; E_UNAVAILABLE LMDB failed or a value is damaged: cache_rebuild, then fold again from
 * position 1. cache_damaged: a reader left the mark, or somebody deleted the files. */
status cache_fold(cache *c, const Log__Entry *entry) MUST_CHECK;
status cache_commit(cache *c) MUST_CHECK;
bool cache_damaged(cache *c);

/* cache_rebuild: begins an empty environment beside the current one; readers keep the old one until
 * cache_publish. cache_publish: call after a commit; does nothing when already published. */
status cache_rebuild(cache *c) MUST_CHECK;
status cache_publish(cache *c) MUST_CHECK;

/* Notes: what else is folded from the log, beside the rows and in the same transactions: bytes
 * under a name of at most CACHE_NOTE_BYTES_MAX bytes. The writer, between cache_fold and
 * cache_commit: cache_note_put and cache_note_drop (what is not there is dropped, too);
 * cache_note_find, E_NOT_FOUND, whose value lives until the next change; cache_note_each, every
 * note whose name begins with `prefix`, in the order of the names' bytes: the visitor changes
 * nothing, and its status other than OK ends it. cache_note_clear: drops them. errors E_UNAVAILABLE
 * as cache_fold. */
#define CACHE_NOTE_BYTES_MAX 64u
typedef struct cache_note {
    const uint8_t *name, *value;
    size_t name_bytes, bytes;
} cache_note;
typedef status cache_note_visitor(void *self, const cache_note *note);
status cache_note_put(cache *c, const cache_note *note) MUST_CHECK;
status cache_note_find(cache *c, const void *name, size_t name_bytes, cache_note *out) MUST_CHECK;
status cache_note_drop(cache *c, const void *name, size_t name_bytes) MUST_CHECK;
status cache_note_each(cache *c, const void *prefix, size_t prefix_bytes, cache_note_visitor *visit,
                       void *self) MUST_CHECK;
status cache_note_clear(cache *c, const void *prefix, size_t prefix_bytes) MUST_CHECK;

/* For reading, each from one read transaction; `*position` is what the environment reflected. The
 * last note whose name is not behind `name` and that begins with its first `prefix_bytes`: a copy
 * in `a`; E_NOT_FOUND. cache_note_read: every note of a prefix, the name and value of which live
 * until the visitor returns. errors  as cache_load. */
status cache_note_last(cache *c, const void *name, size_t name_bytes, size_t prefix_bytes, arena *a,
                       cache_note *out, int64_t *position) MUST_CHECK;
status cache_note_read(cache *c, const void *prefix, size_t prefix_bytes, cache_note_visitor *visit,
                       void *self, int64_t *position) MUST_CHECK;

/* cache_verify: reads every value; E_UNAVAILABLE at the first wrong checksum. *values counts. */
status cache_verify(cache *c, int64_t *values) MUST_CHECK;

#endif
