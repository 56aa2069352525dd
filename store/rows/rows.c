/* rows: the statements of one owner, made when first needed, and the receivers that fill the view.
 * Groups live from queueing until the next rows_queue_load: their receivers run in between. */
#include "store/rows/rows.h"

#include <stdlib.h>
#include <string.h>

#include "store/rows/rows_sql.h"
#include "store/rows/rows_values.h"

#define VISIT_PIECE 2000

typedef struct made {
    const row_type *type;
    char kind; /* l load, r range, c count, p page, i insert, u update, d delete, t due */
    rows_find by;
    unsigned n_after;
    char *sql;
} made;

/* The keys that one load statement answers. */
typedef struct group {
    view *view;
    const row_key **key;
    size_t n;
    struct group *next;
} group;

struct row_store {
    made *made;
    size_t n_made;
    group *groups;
};

row_store *rows_open(void) {
    row_store *r = calloc(1, sizeof *r);
    must(r);
    return r;
}

static void forget_groups(row_store *r) {
    while (r->groups) {
        group *g = r->groups;
        r->groups = g->next;
        free(g->key);
        free(g);
    }
}

void rows_close(row_store *r) {
    if (!r) return;
    forget_groups(r);
    for (size_t i = 0; i < r->n_made; i++) free(r->made[i].sql);
    free(r->made);
    free(r);
}

static char *make(const made *m) {
    switch (m->kind) {
    case 'l':
        return rows_sql_load(m->type, m->by);
    case 'r':
        return rows_sql_range(m->type, m->by.index);
    case 'c':
        return rows_sql_count(m->type, m->by);
    case 'p':
        return rows_sql_page(m->type, m->by, m->n_after);
    case 'i':
        return rows_sql_insert(m->type);
    case 'd':
        return rows_sql_delete(m->type);
    case 't':
        return rows_sql_due(m->type, m->by.index);
    default:
        return rows_sql_update(m->type);
    }
}

static const char *sql_of(row_store *r, const made *wanted) {
    for (size_t i = 0; i < r->n_made; i++) {
        const made *m = &r->made[i];
        if (m->type == wanted->type && m->kind == wanted->kind && m->by.index == wanted->by.index &&
            m->by.n == wanted->by.n && m->by.covered == wanted->by.covered &&
            m->by.ordered == wanted->by.ordered && m->by.backward == wanted->by.backward &&
            m->n_after == wanted->n_after)
            return m->sql;
    }
    r->made = realloc(r->made, (r->n_made + 1) * sizeof *r->made);
    must(r->made);
    r->made[r->n_made] = *wanted;
    r->made[r->n_made].sql = make(wanted);
    return r->made[r->n_made++].sql;
}

static group *new_group(row_store *r, view *v, size_t room) {
    group *g = calloc(1, sizeof *g);
    must(g);
    g->view = v;
    g->key = calloc(room, sizeof *g->key);
    must(g->key);
    g->next = r->groups;
    return r->groups = g;
}

static status put_all(group *g, const PGresult *result) {
    const row_type *type = g->key[0]->type;
    status s = OK;
    for (int line = 0; line < PQntuples(result) && s == OK; line++) {
        ProtobufCMessage *row;
        s = rows_read(type, result, line, view_arena(g->view), &row);
        if (s == OK) s = view_put(g->view, type, row);
    }
    return s;
}

static status on_rows(void *self, const PGresult *result) {
    group *g = self;
    status s = put_all(g, result);
    for (size_t i = 0; i < g->n && s == OK; i++) view_answered(g->view, g->key[i], 0);
    return s;
}

/* Behind the columns stands which of the keys a row answers, counted from 1. */
static status on_ranges(void *self, const PGresult *result) {
    group *g = self;
    const row_type *type = g->key[0]->type;
    int which = PQnfields(result) - 1, line = 0;
    status s = OK;
    for (size_t i = 0; i < g->n && s == OK; i++) {
        ProtobufCMessage *row = NULL;
        size_t n = 0;
        for (; line < PQntuples(result) && s == OK; line++, n++) {
            if (pg_get_number(result, line, which) != (int64_t) i + 1) break;
            s = rows_read(type, result, line, view_arena(g->view), &row);
            if (s == OK) s = view_put(g->view, type, row);
        }
        if (s == OK) view_answered_up_to(g->view, g->key[i], n, row);
    }
    return s;
}

static status on_count(void *self, const PGresult *result) {
    group *g = self;
    view_answered(g->view, g->key[0], pg_get_number(result, 0, 0));
    return OK;
}

static bool is_covered(const row_key *key) {
    const row_index *index = &key->type->index[key->index];
    return index->without != 0 && key->n == index->n &&
           key->part[key->n - 1].number != index->without;
}

static void queue_single(row_store *r, pg *db, view *v, const row_key *key) {
    rows_find by = {key->index, key->n, is_covered(key), key->ordered, key->backward};
    made m = {key->type, key->count ? 'c' : 'p', by, key->n_after, NULL};
    group *g = new_group(r, v, 1);
    g->key[g->n++] = key;
    pg_args_start(db);
    const row_index *index = &key->type->index[key->index];
    for (unsigned i = 0; i < key->n; i++)
        rows_value_part(db, key->type, index->field[i], &key->part[i]);
    for (unsigned i = 0; i < key->n_after && !key->count; i++) {
        unsigned column = rows_sql_after(key->type, by, i);
        if (!rows_sql_fixed(key->type, by, column))
            rows_value_part(db, key->type, column, &key->after[i]);
    }
    if (!key->count) pg_value_number(db, key->limit);
    if (key->count) m.n_after = 0;
    pg_queue(db, sql_of(r, &m), key->count ? on_count : on_rows, g);
}

static void queue_group(row_store *r, pg *db, group *g) {
    const row_key *first = g->key[0];
    made m = {first->type,
              first->at_most ? 'r' : 'l',
              {first->index, first->n, is_covered(first), false, false},
              0,
              NULL};
    pg_args_start(db);
    for (unsigned i = 0; i < first->n; i++) {
        bool packed;
        unsigned p = pg_array(
            db, rows_sql_type(first->type, first->type->index[first->index].field[i], &packed));
        for (size_t k = 0; k < g->n; k++) rows_add_part(db, p, &g->key[k]->part[i]);
    }
    if (first->at_most) pg_value_number(db, first->limit);
    pg_queue(db, sql_of(r, &m), first->at_most ? on_ranges : on_rows, g);
}

static bool same_find(const row_key *a, const row_key *b) {
    return a->type == b->type && a->index == b->index && a->n == b->n && !b->count &&
           a->at_most == b->at_most && a->limit == b->limit && b->n_after == 0 &&
           is_covered(a) == is_covered(b);
}

void rows_queue_load(row_store *r, pg *db, view *v) {
    const row_key *const *wanted;
    size_t n = view_wanted(v, &wanted);
    bool *done = calloc(n + 1, sizeof *done);
    must(done);
    forget_groups(r);
    for (size_t i = 0; i < n; i++) {
        if (done[i]) continue;
        if (wanted[i]->count || (wanted[i]->limit > 0 && !wanted[i]->at_most)) {
            queue_single(r, db, v, wanted[i]);
            continue;
        }
        group *g = new_group(r, v, n - i);
        for (size_t k = i; k < n; k++) {
            if (done[k] || !same_find(wanted[i], wanted[k])) continue;
            g->key[g->n++] = wanted[k];
            done[k] = true;
        }
        queue_group(r, db, g);
    }
    free(done);
}

/* Key order within a table, new rows before changed ones and those before removed ones: every
 * transaction locks in the same order. */
typedef struct sorted {
    const row_change *change;
    char kind; /* as of made: i, u, d */
    size_t bytes;
    uint8_t key[ROW_KEY_BYTES_MAX];
} sorted;

static int rank_of(char kind) {
    return kind == 'i' ? 0 : kind == 'u' ? 1 : 2;
}

static int in_write_order(const void *a, const void *b) {
    const sorted *x = a, *y = b;
    int order = (int) x->change->type->number - (int) y->change->type->number;
    if (order == 0) order = rank_of(x->kind) - rank_of(y->kind);
    if (order != 0) return order;
    order = memcmp(x->key, y->key, x->bytes < y->bytes ? x->bytes : y->bytes);
    return order != 0 ? order : (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static status on_written(void *self, const PGresult *result) {
    int64_t expected = (int64_t) (intptr_t) self;
    return pg_affected(result) == expected ? OK : E_CONFLICT;
}

static void add_column(pg *db, const row_type *type, unsigned field, const sorted *from, size_t n) {
    bool packed;
    unsigned p = pg_array(db, rows_sql_type(type, field, &packed));
    for (size_t k = 0; k < n; k++) rows_add_field(db, p, type, field, from[k].change->row);
}

static void queue_write(row_store *r, pg *db, const sorted *from, size_t n) {
    const row_type *type = from->change->type;
    const row_index *key = &type->index[0];
    made m = {type, from->kind, {0, 0, false, false, false}, 0, NULL};
    pg_args_start(db);
    if (from->kind == 'd')
        for (unsigned i = 0; i < key->n; i++) add_column(db, type, key->field[i], from, n);
    else
        for (unsigned i = 0; i < type->message->descriptor->n_fields; i++)
            if (rows_sql_stored(type, i)) add_column(db, type, i, from, n);
    if (from->kind != 'i') {
        unsigned p = pg_array(db, PG_INT8);
        for (size_t k = 0; k < n; k++) pg_add_number(db, p, from[k].change->loaded_version);
    }
    pg_queue(db, sql_of(r, &m), on_written, (void *) (intptr_t) n);
}

void rows_queue_store(row_store *r, pg *db, view *v) {
    const row_change *change;
    size_t n = view_changes(v, &change);
    sorted *list = calloc(n + 1, sizeof *list);
    must(list);
    for (size_t i = 0; i < n; i++) {
        row_key key = row_key_of_row(change[i].type, 0, change[i].row);
        list[i].change = &change[i];
        list[i].kind = change[i].removed ? 'd' : change[i].loaded_version == 0 ? 'i' : 'u';
        list[i].bytes = row_key_encode(&key, list[i].key, sizeof list[i].key);
    }
    qsort(list, n, sizeof *list, in_write_order);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n; to++)
            if (list[to].change->type != list[from].change->type ||
                list[to].kind != list[from].kind)
                break;
        queue_write(r, db, &list[from], to - from);
    }
    free(list);
}

typedef struct visit_piece {
    const row_type *type;
    arena *arena;
    status (*visit)(void *self, const ProtobufCMessage *row);
    void *self;
    int n;
    row_key last; /* borrows from `arena` */
} visit_piece;

static status on_piece(void *self, const PGresult *result) {
    visit_piece *p = self;
    status s = OK;
    p->n = PQntuples(result);
    for (int line = 0; line < p->n && s == OK; line++) {
        ProtobufCMessage *row;
        if (line + 1 < p->n) arena_reset(p->arena);
        s = rows_read(p->type, result, line, p->arena, &row);
        if (s == OK && line + 1 == p->n) p->last = row_key_of_row(p->type, 0, row);
        if (s == OK) s = p->visit(p->self, row);
    }
    return s;
}

status rows_visit(row_store *r, pg *db, const row_type *type,
                  status (*visit)(void *self, const ProtobufCMessage *row), void *self) {
    visit_piece p = {.type = type, .visit = visit, .self = self, .n = VISIT_PIECE};
    status s = OK;
    p.arena = arena_open(64u << 20);
    must(p.arena);
    while (s == OK && p.n == VISIT_PIECE) {
        made m = {type, 'p', {0, 0, false, false, false}, p.last.n, NULL};
        pg_args_start(db);
        for (unsigned i = 0; i < p.last.n; i++)
            rows_value_part(db, type, type->index[0].field[i], &p.last.part[i]);
        pg_value_number(db, VISIT_PIECE);
        arena_reset(p.arena); /* the key was copied into the parameters */
        s = pg_run(db, sql_of(r, &m), on_piece, &p);
    }
    arena_close(p.arena);
    return s;
}

typedef struct due_piece {
    const row_type *type;
    unsigned field;
    arena *arena;
    ProtobufCMessage **out;
    size_t n;
} due_piece;

static status on_due(void *self, const PGresult *result) {
    due_piece *p = self;
    const ProtobufCMessageDescriptor *d = p->type->message->descriptor;
    const row_index *key = &p->type->index[0];
    status s = OK;
    for (int line = 0; line < PQntuples(result) && s == OK; line++) {
        ProtobufCMessage *row = arena_alloc(p->arena, d->sizeof_message);
        if (!row) return E_ARENA;
        d->message_init(row);
        s = rows_read_field(p->type, p->field, result, line, 0, p->arena, row);
        for (unsigned i = 0; i < key->n && s == OK; i++)
            s = rows_read_field(p->type, key->field[i], result, line, (int) i + 1, p->arena, row);
        p->out[p->n++] = row;
    }
    return s;
}

status rows_due(row_store *r, pg *db, const rows_due_find *find, arena *a, ProtobufCMessage **out,
                size_t *n) {
    const row_type *type = find->type;
    due_piece p = {type, type->due[find->number].field, a, out, 0};
    made m = {type, 't', {find->number, 0, false, false, false}, 0, NULL};
    row_key after = row_key_of_row(type, 0, find->after);
    pg_args_start(db);
    pg_value_number(db, field_number(find->after, p.field));
    for (unsigned i = 0; i < after.n; i++)
        rows_value_part(db, type, type->index[0].field[i], &after.part[i]);
    pg_value_number(db, find->up_to_us);
    pg_value_number(db, (int64_t) find->limit);
    status s = pg_run(db, sql_of(r, &m), on_due, &p);
    *n = s == OK ? p.n : 0;
    return s;
}
