/* Rows in memory: one slot a row, found by an encoded key in a hash table per view; list indexes
 * (view_list.c) hold the slots that once matched and are filtered when read. Everything lives in
 * the arena. */
#include "proto/runtime/view/view.h"

#include <string.h>

#include "proto/runtime/hash.h"
#include "proto/runtime/message.h"
#include "proto/runtime/view/id_set.h"
#include "proto/runtime/view/view_state.h"

enum { NAME_BYTES_MAX = ROW_KEY_BYTES_MAX * 2 + 16 };

view *view_open(arena *a, view_opener *opener, void *opener_self) {
    view *v = arena_alloc(a, sizeof *v);
    if (v) *v = (view){.arena = a, .opener = opener, .opener_self = opener_self};
    return v;
}

arena *view_arena(view *v) {
    return v->arena;
}
void view_all_known(view *v) {
    v->all_known = true;
}
history_book *view_book(view *v) {
    return &v->book;
}
answer_book *view_answers(view *v) {
    return &v->answers;
}
trace_book *view_trace_book(view *v) {
    return &v->traces;
}
tally_book *view_tally_book(view *v) {
    return &v->tallies;
}
bool view_knows_all(const view *v) {
    return v->all_known;
}
void view_run_full(view *v) {
    v->missing = v->full = true;
}
bool view_missing(const view *v) {
    return v->missing;
}
void view_forget_missing(view *v) {
    v->missing = v->at_rest = false;
    v->fault = (view_fault){0};
    v->scope = (view_scope){0};
}
void view_mark_missing(view *v) {
    v->missing = true;
}
void view_at_rest(view *v, bool lies) {
    v->at_rest = lies;
}
void view_spoil(view *v, view_fault fault) {
    if (v->fault.code == OK) v->fault = fault;
}
view_fault view_spoilt(const view *v) {
    return v->fault;
}

void *view_grown(arena *a, void *list, size_t n, size_t *room, size_t member_bytes) {
    if (n < *room) return list;
    size_t more = *room ? *room * 2 : 16;
    void *out = arena_alloc(a, more * member_bytes);
    if (!out) return NULL;
    if (n) memcpy(out, list, n * member_bytes);
    *room = more;
    return out;
}

/* The name of a find: type, index, kind of question, values, page. */
static size_t name_of(const row_key *key, uint8_t out[NAME_BYTES_MAX]) {
    out[0] = (uint8_t) (key->type->number >> 8);
    out[1] = (uint8_t) key->type->number;
    out[2] = (uint8_t) key->index;
    out[3] = (uint8_t) ((key->count   ? 2
                         : key->limit ? 1
                                      : 0) +
                        (key->at_most ? 4 : 0) + (key->ordered ? 8 : 0) + (key->backward ? 16 : 0));
    size_t n = 4 + row_key_encode(key, out + 4, ROW_KEY_BYTES_MAX);
    must(n > 4 || key->n == 0);
    if (!key->limit) return n;
    memcpy(out + n, &key->limit, sizeof key->limit);
    n += sizeof key->limit;
    row_key after = row_key_of(key->type, 0);
    after.n = key->n_after;
    memcpy(after.part, key->after, sizeof after.part);
    return n + row_key_encode(&after, out + n, ROW_KEY_BYTES_MAX);
}

static entry **place(entry **table, size_t size, uint64_t hash, const uint8_t *name, size_t bytes) {
    size_t at = hash & (size - 1);
    while (table[at] && (table[at]->hash != hash || table[at]->bytes != bytes ||
                         memcmp(table[at]->name, name, bytes) != 0))
        at = (at + 1) & (size - 1);
    return &table[at];
}

static bool table_grow(view *v) {
    size_t size = v->table_size ? v->table_size * 2 : 256;
    entry **table = arena_alloc(v->arena, size * sizeof(entry *));
    if (!table) return false;
    for (size_t i = 0; i < v->table_size; i++)
        if (v->table[i])
            *place(table, size, v->table[i]->hash, v->table[i]->name, v->table[i]->bytes) =
                v->table[i];
    v->table = table;
    v->table_size = size;
    return true;
}

entry *view_entry(view *v, const row_key *key, bool create) {
    uint8_t name[NAME_BYTES_MAX];
    size_t bytes = name_of(key, name);
    uint64_t hash = hash_bytes(name, bytes);
    if (v->n_table * 4 >= v->table_size * 3 && !table_grow(v)) {
        v->full = true;
        return NULL;
    }
    entry **at = place(v->table, v->table_size, hash, name, bytes);
    if (*at || !create) return *at;
    entry *e = arena_alloc(v->arena, sizeof *e);
    const uint8_t *kept = arena_copy(v->arena, name, bytes);
    if (!e || !kept) {
        v->full = true;
        return NULL;
    }
    *e = (entry){.hash = hash, .bytes = bytes, .name = kept};
    v->n_table++;
    return *at = e;
}

/* In a run that misses rows the counter may be one of them, and the id somebody else's. */
void view_fresh(view *v, const char *id) {
    if (!v->missing && !id_set_add(&v->fresh, id, v->arena)) v->full = true;
}

bool view_is_fresh(const view *v, const char *id) {
    return id_set_has(&v->fresh, id, strlen(id));
}

/* Answered before, nothing else exists, or under a fresh id. */
bool view_known(const view *v, const row_key *key, entry *e) {
    if (e->answered || v->all_known) return true;
    for (unsigned i = 0; i < key->n && !e->answered; i++)
        if (!key->part[i].is_number && key->part[i].bytes)
            e->answered = id_set_has(&v->fresh, key->part[i].data, key->part[i].bytes);
    return e->answered;
}

void view_note(view *v, const row_key *key, entry *e) {
    v->missing = true;
    if (!e || e->count < 0) return;
    row_key *kept = arena_copy(v->arena, key, sizeof *key);
    for (unsigned i = 0; kept && i < key->n; i++)
        if (!key->part[i].is_number)
            kept->part[i].data = arena_text(v->arena, key->part[i].data, key->part[i].bytes);
    for (unsigned i = 0; kept && i < key->n_after; i++)
        if (!key->after[i].is_number)
            kept->after[i].data = arena_text(v->arena, key->after[i].data, key->after[i].bytes);
    const row_key **list =
        view_grown(v->arena, v->wanted, v->n_wanted, &v->wanted_room, sizeof *list);
    if (!kept || !list) {
        v->full = true;
        return;
    }
    v->wanted = list;
    v->wanted[v->n_wanted++] = kept;
    e->count = -1;
}

const ProtobufCMessage *view_opened(view *v, slot *s) {
    if (!s || !s->sealed) return NULL;
    if (!v->opener || v->at_rest) return s->sealed;
    if (s->opened_from != s->sealed) {
        s->opened = v->opener(v->opener_self, v, s->type, s->sealed, v->arena);
        s->opened_from = s->opened ? s->sealed : NULL;
    }
    return s->opened;
}

const ProtobufCMessage *view_find(view *v, const row_key *key) {
    if (key->index) {
        row_list list = view_list(v, key);
        return list.n ? list.row[0] : NULL;
    }
    entry *e = view_entry(v, key, true);
    if (e && view_known(v, key, e)) return view_shown(v, key->type, view_opened(v, e->slot));
    view_note(v, key, e);
    return NULL;
}

size_t view_wanted(const view *v, const row_key *const **out) {
    *out = v->wanted;
    return v->n_wanted;
}

static slot *slot_add(view *v, const row_type *type, entry *e) {
    slot *s = arena_alloc(v->arena, sizeof *s);
    slot **list = view_grown(v->arena, v->slots, v->n_slots, &v->slots_room, sizeof *list);
    if (!s || !list) return NULL;
    s->type = type;
    v->slots = list;
    v->slots[v->n_slots++] = s;
    e->slot = s;
    e->answered = true;
    return s;
}

status view_put(view *v, const row_type *type, ProtobufCMessage *sealed) {
    row_key key = row_key_of_row(type, 0, sealed);
    entry *e = view_entry(v, &key, true);
    if (!e) return E_ARENA;
    if (e->slot && (e->slot->sealed || e->slot->changed)) return OK;
    slot *s = e->slot ? e->slot : slot_add(v, type, e);
    if (!s) return E_ARENA;
    s->sealed = sealed;
    s->loaded_version = field_number(sealed, type->version);
    e->answered = true;
    return view_file(v, s) ? OK : E_ARENA;
}

void view_answered(view *v, const row_key *key, int64_t count) {
    entry *e = view_entry(v, key, true);
    if (e) {
        e->answered = true;
        e->count = count;
    }
    for (size_t i = 0; i < v->n_wanted; i++)
        if (v->wanted[i] == key) {
            v->wanted[i] = v->wanted[--v->n_wanted];
            break;
        }
}

/* A replayed log is never taken back. */
static bool remember(view *v, slot *s) {
    if (v->all_known) return true;
    undo *list = view_grown(v->arena, v->undos, v->n_undos, &v->undos_room, sizeof *list);
    if (!list) return false;
    v->undos = list;
    v->undos[v->n_undos++] = (undo){s, *s};
    return true;
}

static ProtobufCMessage *new_row(view *v, const row_type *type) {
    const ProtobufCMessageDescriptor *descriptor = type->message->descriptor;
    ProtobufCMessage *row = arena_alloc(v->arena, descriptor->sizeof_message);
    if (row) protobuf_c_message_init(descriptor, row);
    return row;
}

ProtobufCMessage *view_sealed(view *v, const row_key *key, bool create) {
    entry *e = view_entry(v, key, true);
    if (!e) return NULL;
    if (!view_known(v, key, e)) {
        view_note(v, key, e);
        return NULL;
    }
    slot *s = e->slot;
    if ((!s || !s->sealed) && !create) return NULL;
    if (!s) s = slot_add(v, key->type, e);
    ProtobufCMessage *row =
        s && s->sealed ? arena_copy(v->arena, s->sealed, s->sealed->descriptor->sizeof_message)
                       : new_row(v, key->type);
    if (!s || !row || !remember(v, s)) { /* no memory is no absent row */
        v->full = true;
        return NULL;
    }
    s->sealed = row;
    s->changed = true;
    return row;
}

bool view_remove(view *v, const row_key *key) {
    entry *e = view_entry(v, key, true);
    if (!e || !view_known(v, key, e)) {
        view_note(v, key, e);
        return false;
    }
    slot *s = e->slot;
    if (!s || !s->sealed) return false;
    if (!remember(v, s)) {
        v->full = true;
        return false;
    }
    s->gone = s->sealed;
    s->sealed = NULL;
    s->changed = true;
    return true;
}

void view_touched(view *v, const row_type *type, ProtobufCMessage *row) {
    row_key key = row_key_of_row(type, 0, row);
    entry *e = view_entry(v, &key, false);
    must(e && e->slot && e->slot->sealed == row);
    /* A live batch keeps its events as long as its rows; a replay reuses their memory. */
    if (v->all_known) e->slot->sealed = message_copy(row, v->arena);
    if (!e->slot->sealed || !view_file(v, e->slot)) v->full = true;
}

size_t view_changes(view *v, const row_change **out) {
    size_t n = 0;
    v->changed = arena_alloc(v->arena, (v->n_slots + 1) * sizeof *v->changed);
    for (size_t i = 0; v->changed && i < v->n_slots; i++) {
        const slot *s = v->slots[i];
        if (!s->changed || (!s->sealed && !s->loaded_version))
            continue; /* made and removed again */
        v->changed[n++] =
            (row_change){s->type, s->sealed ? s->sealed : s->gone, s->loaded_version, !s->sealed};
    }
    *out = v->changed;
    return n;
}

size_t view_save(view *v) {
    return v->n_undos;
}

status view_undo(view *v, size_t mark) {
    while (v->n_undos > mark) {
        undo *last = &v->undos[--v->n_undos];
        filing *filings =
            last->slot->filings; /* it stays filed where it was, and is looked at there */
        *last->slot = last->before;
        last->slot->filings = filings;
    }
    return v->full ? E_ARENA : OK;
}

void view_each(const view *v,
               bool (*visit)(void *self, const row_type *type, const ProtobufCMessage *row),
               void *self) {
    for (size_t i = 0; i < v->n_slots; i++)
        if (v->slots[i]->sealed && !visit(self, v->slots[i]->type, v->slots[i]->sealed)) return;
}
