/* Lists of a view: every row of an index, a page of them, or those up to a bound. A row is filed
 * where it once matched; what it says now decides when the list is read, so a row that a command of
 * the batch changed has left or entered. */
#include <string.h>

#include "proto/runtime/view/row_sort.h"
#include "proto/runtime/view/view_state.h"

/* The entry of an index in which rows are filed: without page, count and bound. */
static entry *file_of(view *v, const row_key *key) {
    row_key plain = *key;
    plain.limit = plain.n_after = 0;
    plain.count = plain.at_most = plain.ordered = plain.backward = false;
    if (key->type->index[key->index].range && plain.n == key->type->index[key->index].n) plain.n--;
    return view_entry(v, &plain, true);
}

static bool is_filed(const slot *s, const entry *e) {
    for (const filing *f = s->filings; f; f = f->next)
        if (f->entry == e) return true;
    return false;
}

static bool file_in(view *v, entry *e, slot *s) {
    if (is_filed(s, e)) return true;
    filing *filed = arena_alloc(v->arena, sizeof *filed);
    slot **list = view_grown(v->arena, e->list, e->n, &e->room, sizeof *list);
    if (!list || !filed) return false;
    *filed = (filing){e, s->filings};
    s->filings = filed;
    e->list = list;
    e->list[e->n++] = s;
    return true;
}

bool view_file(view *v, slot *s) {
    for (unsigned i = 1; i < s->type->n_index && !v->all_known; i++) {
        row_key key = row_key_of_row(s->type, i, s->sealed);
        entry *e = file_of(v, &key);
        if (!e || !file_in(v, e, s)) return false;
    }
    return true;
}

typedef struct slot_list {
    slot *const *slot;
    size_t n;
} slot_list;

/* The slots an index entry holds. Where everything is known, as in a replay, nothing is filed and
 * all are looked through: lists are rare there, rows many. */
static slot_list filed(view *v, const row_key *key) {
    if (v->all_known) return (slot_list){v->slots, v->n_slots};
    const entry *e = file_of(v, key);
    return e ? (slot_list){e->list, e->n} : (slot_list){NULL, 0};
}

/* No memory is no empty list: the run is void. */
static row_list no_room(view *v) {
    v->missing = v->full = true;
    return (row_list){0, NULL};
}

/* The slots behind a find, in order; NULL when the arena is full. */
static slot **ordered(view *v, const row_key *key, size_t *n) {
    slot_list from = filed(v, key);
    slot **out = arena_alloc(v->arena, 2 * (from.n + 1) * sizeof *out);
    *n = 0;
    for (size_t i = 0; out && i < from.n; i++) {
        slot *s = from.slot[i];
        if (s->type == key->type && s->sealed && row_key_matches(key, s->sealed) &&
            row_key_in_page(key, s->sealed))
            out[(*n)++] = s;
    }
    bool by_last = key->at_most || key->ordered;
    if (out) row_sort(key->type, by_last ? key->index : 0, out, out + from.n + 1, *n);
    for (size_t i = 0; out && key->backward && i < *n / 2; i++) {
        slot *swap = out[i];
        out[i] = out[*n - 1 - i];
        out[*n - 1 - i] = swap;
    }
    return out;
}

/* Behind the end of a full page the database has rows that were not loaded: what stands here from
 * there is not all, and must not be shown before them. */
static size_t before_end(const row_key *key, slot *const *list, size_t n, const entry *asked) {
    while (asked->end && n &&
           row_compare(key->type, key->index, list[n - 1]->sealed, asked->end) > 0)
        n--;
    return n;
}

static row_list show(view *v, const row_key *key, slot **list, size_t n) {
    const ProtobufCMessage **out = (const ProtobufCMessage **) list;
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        const ProtobufCMessage *row = view_opened(v, list[i]);
        if (!key->limit) row = view_shown(v, key->type, row);
        if (row) out[m++] = row;
    }
    return (row_list){m, out};
}

/* Rows of a full page that a command of this batch took out of the range leave room for others: a
 * longer page is asked for. */
static row_list up_to(view *v, const row_key *key, unsigned shown) {
    size_t n;
    entry *asked = view_entry(v, key, true);
    if (!asked || !view_known(v, key, asked)) {
        view_note(v, key, asked);
        return (row_list){0, NULL};
    }
    slot **list = ordered(v, key, &n);
    if (!list) return no_room(v);
    n = before_end(key, list, n, asked);
    if (n >= shown || !asked->end) return show(v, key, list, n < shown ? n : shown);
    row_key longer = *key;
    longer.limit = key->limit * 2;
    return up_to(v, &longer, shown);
}

row_list view_list(view *v, const row_key *key) {
    if (key->limit && !view_within(v, key)) return (row_list){0, NULL};
    if (key->at_most) return up_to(v, key, key->limit);
    size_t n;
    entry *asked = view_entry(v, key, true);
    if (!asked || !view_known(v, key, asked)) {
        view_note(v, key, asked);
        return (row_list){0, NULL};
    }
    slot **list = ordered(v, key, &n);
    if (!list) return no_room(v);
    return show(v, key, list, key->limit && n > key->limit ? key->limit : n);
}

int64_t view_count(view *v, const row_key *key) {
    if (!view_within(v, key)) return 0;
    row_key counted = *key;
    counted.count = true;
    counted.limit = 0;
    entry *e = view_entry(v, &counted, true);
    size_t n;
    if (e && v->all_known) return (int64_t) (ordered(v, &counted, &n) ? n : no_room(v).n);
    if (e && view_known(v, &counted, e)) return e->count;
    view_note(v, &counted, e);
    return 0;
}

void view_answered_up_to(view *v, const row_key *key, size_t n, const ProtobufCMessage *last) {
    entry *e = view_entry(v, key, true);
    if (e && n >= key->limit) e->end = last;
    view_answered(v, key, (int64_t) n);
}
