/* view_state: what the files of a view share. Inner header of view. */
#ifndef HALL_RUNTIME_VIEW_STATE_H
#define HALL_RUNTIME_VIEW_STATE_H

#include "proto/runtime/view/answers.h"
#include "proto/runtime/view/history.h"
#include "proto/runtime/view/id_set.h"
#include "proto/runtime/view/tally.h"
#include "proto/runtime/view/traces.h"

/* One subject asked for. `opened` is NULL until all events could be opened. */
typedef struct told {
    const char *subject;
    bool answered;
    history sealed;
    const history_event *opened;
    struct told *next;
} told;

typedef struct history_book {
    told *first;
    history_opener *opener;
    void *opener_self;
    const char **wanted;
    size_t n_wanted, wanted_room;
} history_book;

/* One kept answer asked for. */
typedef struct asked_answer {
    uint8_t command_id[ANSWER_ID_BYTES];
    bool answered;
    const kept_answer *found;
    struct asked_answer *next;
} asked_answer;

typedef struct answer_book {
    asked_answer *first;
} answer_book;

/* One search among commands. */
typedef struct made_search {
    trace_search search;
    bool answered;
    trace_list found;
    struct made_search *next;
} made_search;

typedef struct trace_book {
    made_search *first;
} trace_book;

/* One report of counted business. */
typedef struct asked_tally {
    tally_kind kind;
    int32_t at_most;
    bool answered;
    tally found;
    struct asked_tally *next;
} asked_tally;

typedef struct tally_book {
    asked_tally *first;
} tally_book;

/* One index entry in which a row is filed. */
typedef struct filing {
    const struct entry *entry;
    struct filing *next;
} filing;

typedef struct slot {
    const row_type *type;
    ProtobufCMessage *sealed;       /* NULL: known not to exist */
    ProtobufCMessage *gone;         /* what it was before it was removed */
    const ProtobufCMessage *opened; /* of `opened_from` */
    const ProtobufCMessage *opened_from;
    int64_t loaded_version;
    bool changed;
    filing *filings; /* where it is filed, also under what it was before */
} slot;

/* What is known under one encoded key: a row, a list of rows, a count, or that it was asked for. */
typedef struct entry {
    uint64_t hash;
    size_t bytes;
    const uint8_t *name; /* type number, index, encoded key */
    slot *slot;          /* of index 0 */
    slot **list;         /* of other indexes */
    size_t n, room;
    int64_t count;
    bool answered;
    const ProtobufCMessage *end; /* of a full page up to a bound: its last row as it was loaded */
} entry;

typedef struct undo {
    slot *slot;
    slot before;
} undo;

struct view {
    arena *arena;
    view_opener *opener;
    void *opener_self;
    entry **table;
    size_t n_table, table_size;
    slot **slots;
    size_t n_slots, slots_room;
    undo *undos;
    size_t n_undos, undos_room;
    const row_key **wanted;
    size_t n_wanted, wanted_room;
    row_change *changed;
    id_set fresh; /* ids just given out */
    bool missing, all_known, full, at_rest;
    history_book book;
    answer_book answers;
    trace_book traces;
    tally_book tallies;
    view_fault fault;
    view_scope scope;
};

/* view_entry: what is known of a find; made when absent and `create`. NULL when the arena is full.
 * view_known: whether it needs no loading. view_note: it is wanted from the loader; the run is
 * void. view_opened: the row as a handler sees it; NULL for none, or not yet. */
entry *view_entry(view *v, const row_key *key, bool create);
bool view_known(const view *v, const row_key *key, entry *e);
void view_note(view *v, const row_key *key, entry *e);
const ProtobufCMessage *view_opened(view *v, slot *s);

/* view_shown: the row, or NULL when the scope hides it. view_within: whether a page or count is
 * within the scope as it is; one that is not spoils the run. */
const ProtobufCMessage *view_shown(view *v, const row_type *type, const ProtobufCMessage *row);
bool view_within(view *v, const row_key *key);

/* view_grown: `list` with room for one more member; NULL when the arena is full. */
void *view_grown(arena *a, void *list, size_t n, size_t *room, size_t member_bytes);

/* view_file: the row into the entry of each of its indexes; false when the arena is full. */
bool view_file(view *v, slot *s);

/* view_book, view_answers, view_trace_book, view_tally_book: the view's own. view_knows_all: as
 * after view_all_known. view_run_full: the arena ran out, the run is void. */
history_book *view_book(view *v);
answer_book *view_answers(view *v);
trace_book *view_trace_book(view *v);
tally_book *view_tally_book(view *v);
bool view_knows_all(const view *v);
void view_run_full(view *v);

#endif
