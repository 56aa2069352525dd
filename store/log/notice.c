/* notice: counting by one upsert that says what the count is now; taking within the batch that
 * writes the entries. */
#include "store/log/notice.h"

#include <stdlib.h>
#include <string.h>

#include "store/log/batch_internal.h"

static bool same(const notice *a, const char *account_no, int64_t kind, int64_t minute,
                 const char *method) {
    return a->kind == kind && a->minute == minute && !strcmp(a->account_no, account_no) &&
           !strcmp(a->method, method);
}

typedef struct adding {
    size_t n;
    notice *list;
} adding;

static status on_totals(void *self, const PGresult *result) {
    adding *add = self;
    for (int i = 0; i < PQntuples(result); i++)
        for (size_t k = 0; k < add->n; k++)
            if (same(&add->list[k], pg_get_text(result, i, 0), pg_get_number(result, i, 1),
                     pg_get_number(result, i, 2), pg_get_text(result, i, 3)))
                add->list[k].n = pg_get_number(result, i, 4);
    return OK;
}

/* Equal ones are added up first: one statement may not meet the same row twice. */
status notice_add(pg *db, size_t n, notice *list) {
    adding add = {n, list};
    pg_args_start(db);
    unsigned account = pg_array(db, PG_TEXT), kind = pg_array(db, PG_INT8),
             minute = pg_array(db, PG_INT8), method = pg_array(db, PG_TEXT),
             count = pg_array(db, PG_INT8);
    for (size_t i = 0; i < n; i++) {
        pg_add_text(db, account, list[i].account_no);
        pg_add_number(db, kind, list[i].kind);
        pg_add_number(db, minute, list[i].minute);
        pg_add_text(db, method, list[i].method);
        pg_add_number(db, count, list[i].n);
    }
    return pg_run(db,
                  "insert into noticed (account_no, kind, minute, method, n) select a, k, t, m, "
                  "sum(c)::bigint from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], "
                  "$5::bigint[]) as w(a, k, t, m, c) group by a, k, t, m "
                  "on conflict (account_no, kind, minute, method) do update set "
                  "n = noticed.n + excluded.n returning account_no, kind, minute, method, n",
                  on_totals, &add);
}

typedef struct taking {
    arena *a;
    size_t n;
    notice *list;
} taking;

static status on_taken(void *self, const PGresult *result) {
    taking *t = self;
    t->n = (size_t) PQntuples(result);
    t->list = arena_alloc(t->a, (t->n + 1) * sizeof *t->list);
    if (!t->list) return E_ARENA;
    for (size_t i = 0; i < t->n; i++) {
        int line = (int) i;
        t->list[i] = (notice){.account_no = arena_dup(t->a, pg_get_text(result, line, 0)),
                              .method = arena_dup(t->a, pg_get_text(result, line, 3)),
                              .kind = pg_get_number(result, line, 1),
                              .minute = pg_get_number(result, line, 2),
                              .n = pg_get_number(result, line, 4)};
        if (!t->list[i].account_no || !t->list[i].method) return E_ARENA;
    }
    return OK;
}

static int in_order(const void *a, const void *b) {
    const notice *x = a, *y = b;
    int order = strcmp(x->account_no, y->account_no);
    if (!order) order = (x->kind > y->kind) - (x->kind < y->kind);
    return order ? order : strcmp(x->method, y->method);
}

status notice_take(batch *b, int64_t minute, arena *a, size_t *n, notice **out) {
    taking t = {.a = a};
    pg_args_start(b->db);
    pg_value_number(b->db, minute);
    pg_queue(b->db,
             "delete from noticed where minute = (select min(minute) from noticed) and "
             "minute < $1::bigint returning account_no, kind, minute, method, n",
             on_taken, &t);
    status s = batch_round(b);
    if (s != OK) return s;
    if (t.n) qsort(t.list, t.n, sizeof *t.list, in_order);
    *n = t.n;
    *out = t.list;
    return OK;
}
