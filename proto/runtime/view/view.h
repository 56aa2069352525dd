/* view: the rows a decision may see. Finds are by key or declared index; what is not loaded yet is
 * noted and looks absent, the runner then throws that run's verdict away, loads what is noted for
 * the whole batch and decides again. So handlers read as plain code and never wait. Pure memory:
 * loading and storing are store/rows/rows.c, folding a log is apply.c. One view per batch, one
 * thread.
 */
#ifndef HALL_RUNTIME_VIEW_H
#define HALL_RUNTIME_VIEW_H

#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"

typedef struct view view;

typedef struct row_part {
    bool is_number;
    int64_t number;
    const void *data; /* text or bytes */
    size_t bytes;
} row_part;

/* A find: which row type, by which index, with which values. `limit` 0 means all (of a plain find);
 * a page asks for `limit` rows whose key follows `after` (n_after parts of the row's key).
 * `at_most` (of a range index) asks for `limit` rows whose last field is at most the last part, the
 * smallest first. `ordered` (of a range index, with all values but the last) makes a page in the
 * order of the index's last field, and of the key where it is equal: `after` then begins with that
 * field. `backward`: a page the other way round, what stands before `after`. `count` asks only how
 * many there are. */
typedef struct row_key {
    const row_type *type;
    unsigned index;
    unsigned n;
    row_part part[4];
    unsigned limit;
    unsigned n_after;
    row_part after[4];
    bool count, at_most, ordered, backward;
} row_key;

row_key row_key_of(const row_type *type, unsigned index);
void row_key_number(row_key *key, int64_t number);
void row_key_text(row_key *key, const char *text);
void row_key_bytes(row_key *key, ProtobufCBinaryData bytes);

/* row_key_after_number, row_key_after_text, row_key_after_bytes: next part of the key (index 0)
 * behind which a page begins. */
void row_key_after_number(row_key *key, int64_t number);
void row_key_after_text(row_key *key, const char *text);
void row_key_after_bytes(row_key *key, ProtobufCBinaryData bytes);

/* row_key_order: makes a find by some fields a page in the order of `field`, by the range index
 * that goes on with it; false when there is none. */
bool row_key_order(row_key *key, const char *field) MUST_CHECK;

/* row_key_of_row: the key under which `row` stands in an index of its type; parts borrow from row.
 */
row_key row_key_of_row(const row_type *type, unsigned index, const ProtobufCMessage *row);

/* row_key_encode: bytes that sort as the key sorts (numbers big-endian with the sign flipped, text
 * and bytes ended by a zero after escaping zeros), so that a prefix of parts is a prefix of bytes.
 * Returns the length, 0 when `room` is too small. Also the form of the key in LMDB. */
size_t row_key_encode(const row_key *key, uint8_t *out, size_t room);
#define ROW_KEY_BYTES_MAX 480

/* row_key_matches: whether `row` is among those the find asks for, whatever its page.
 * row_key_in_page: whether it stands behind `after`. */
bool row_key_matches(const row_key *key, const ProtobufCMessage *row);
bool row_key_in_page(const row_key *key, const ProtobufCMessage *row);

typedef struct row_list {
    size_t n;
    const ProtobufCMessage *const *row;
} row_list;

/* How a row at rest becomes readable: opens sealed fields into a copy in `a`. Returns NULL and
 * notes in the view what it still needs (the subject's key) when it cannot yet. */
typedef const ProtobufCMessage *view_opener(void *self, view *v, const row_type *type,
                                            const ProtobufCMessage *sealed, arena *a);

/* view_open: rows live in `a`. `opener` may be NULL: rows are then shown as they are. */
view *view_open(arena *a, view_opener *opener, void *opener_self);
arena *view_arena(view *v);

/* view_find: the row of a unique index, opened; NULL when absent or not loaded yet (then noted). */
const ProtobufCMessage *view_find(view *v, const row_key *key);

/* view_list: rows of an index in key order, opened; empty when none or not loaded yet. With
 * `at_most` in the order of the last field; what the batch changed so far counts as it is now, and
 * there are fewer than `limit` only when no more exist. Valid until the view changes. */
row_list view_list(view *v, const row_key *key);

/* view_count: number of rows of an index as the database counts them; 0 while not loaded. */
int64_t view_count(view *v, const row_key *key);

/* What a query may see: shows is asked of every row that a find or list gives, is_within of every
 * page and count, which must be true as they are: one that is not within spoils the run. */
typedef struct view_scope {
    bool (*shows)(void *self, view *v, const row_type *type, const ProtobufCMessage *row);
    bool (*is_within)(void *self, view *v, const row_key *key);
    void *self;
} view_scope;

/* view_limit: from here on, until view_forget_missing. */
void view_limit(view *v, view_scope scope);

/* view_fresh: `id` was given out by a counter just now, so nothing can exist under it: finds with
 * it are absent without being loaded. Should a row exist after all, storing is E_CONFLICT.
 * view_is_fresh: whether that was said since view_open. */
void view_fresh(view *v, const char *id);
bool view_is_fresh(const view *v, const char *id);

/* view_missing: whether a find since view_forget_missing met something not loaded: the verdict of
 * that run is void. view_mark is for openers that wait for a key. */
bool view_missing(const view *v);
void view_forget_missing(view *v);
void view_mark_missing(view *v);

/* view_at_rest: while `lies`, the finds of this run give rows as they lie, with empty fields: for
 * who destroys what perhaps no longer opens, or asks only whose a row is. Until
 * view_forget_missing. */
void view_at_rest(view *v, bool lies);

/* view_spoil: a row or event of this subject cannot be shown; the run's verdict is void and the
 * command is answered with `code`. For openers; the first one counts. view_spoilt: what was met
 * since view_forget_missing, code OK for nothing. */
typedef struct view_fault {
    status code;
    const char *what;    /* table, or name of the event */
    const char *subject; /* borrowed from the row or event */
} view_fault;
void view_spoil(view *v, view_fault fault);
view_fault view_spoilt(const view *v);

/* The loader's side: wanted keys, in the order noted, without repeats. After a load round every
 * wanted key must be answered: view_put for each row found, then view_answered(key). */
size_t view_wanted(const view *v, const row_key *const **out);
status view_put(view *v, const row_type *type, ProtobufCMessage *sealed) MUST_CHECK;
void view_answered(view *v, const row_key *key, int64_t count);

/* view_answered_up_to: the same for an `at_most` key whose page has `n` rows; `last` is the last of
 * them as loaded, NULL for none. */
void view_answered_up_to(view *v, const row_key *key, size_t n, const ProtobufCMessage *last);

/* view_sealed: the row at rest for writing, created when absent and `create`; marks it changed.
 * NULL when absent (or not loaded, then noted). Only apply.c calls it. */
ProtobufCMessage *view_sealed(view *v, const row_key *key, bool create);

/* view_remove: the row is no more; false when it is absent (or not loaded, then noted). Only
 * apply.c calls it. */
bool view_remove(view *v, const row_key *key);

/* view_touched: tells the view that a row from view_sealed has its new values. */
void view_touched(view *v, const row_type *type, ProtobufCMessage *row);

/* The writer's side: rows changed since they were loaded, with the version that was loaded (0 for
 * a new row). Of a removed row, what it was. */
typedef struct row_change {
    const row_type *type;
    ProtobufCMessage *row;
    int64_t loaded_version;
    bool removed;
} row_change;
size_t view_changes(view *v, const row_change **out);

/* view_save / view_undo: a point to which changes of a refused decision are taken back. */
size_t view_save(view *v);
status view_undo(view *v, size_t mark) MUST_CHECK;

/* view_each: every loaded row, for digests of a replayed state; stops when `visit` returns false.
 */
void view_each(const view *v,
               bool (*visit)(void *self, const row_type *type, const ProtobufCMessage *row),
               void *self);

/* view_all_known: what is not in the view does not exist (replay, unit tests). */
void view_all_known(view *v);

#endif
