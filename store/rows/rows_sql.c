/* rows_sql: see the header. Names are quoted always: "case" and "user" are words of SQL. */
#include "store/rows/rows_sql.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/rows/rows.h"

static const char *const type_name[] = {
    [PG_INT8] = "bigint", [PG_TEXT] = "text", [PG_BYTEA] = "bytea", [PG_BOOL] = "boolean"};

static const char *const column_default[] = {
    [PG_INT8] = "0", [PG_TEXT] = "''", [PG_BYTEA] = "''", [PG_BOOL] = "false"};

typedef struct text {
    FILE *out;
    char *at;
    size_t bytes;
} text;

static void text_start(text *t) {
    t->out = open_memstream(&t->at, &t->bytes);
    must(t->out);
}

static char *text_end(text *t) {
    must(fclose(t->out) == 0 && t->at);
    return t->at;
}

bool rows_sql_stored(const row_type *type, unsigned field) {
    return !type->message->field[field].sealed;
}

pg_type rows_sql_type(const row_type *type, unsigned field, bool *packed) {
    const ProtobufCFieldDescriptor *f = &type->message->descriptor->fields[field];
    *packed = f->label == PROTOBUF_C_LABEL_REPEATED || f->type == PROTOBUF_C_TYPE_MESSAGE ||
              f->type == PROTOBUF_C_TYPE_FLOAT || f->type == PROTOBUF_C_TYPE_DOUBLE ||
              (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
    if (*packed || f->type == PROTOBUF_C_TYPE_BYTES) return PG_BYTEA;
    if (f->type == PROTOBUF_C_TYPE_STRING) return PG_TEXT;
    return f->type == PROTOBUF_C_TYPE_BOOL ? PG_BOOL : PG_INT8;
}

static pg_type column_type(const row_type *type, unsigned field) {
    bool packed;
    return rows_sql_type(type, field, &packed);
}

static const char *column_name(const row_type *type, unsigned field) {
    return type->message->descriptor->fields[field].name;
}

static void put_all_columns(FILE *out, const row_type *type) {
    const char *comma = "";
    for (unsigned i = 0; i < type->message->descriptor->n_fields; i++) {
        if (!rows_sql_stored(type, i)) continue;
        fprintf(out, "%s\"%s\"", comma, column_name(type, i));
        comma = ", ";
    }
}

static void put_index_columns(FILE *out, const row_type *type, const row_index *index, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        fprintf(out, "%s\"%s\"", i > 0 ? ", " : "", column_name(type, index->field[i]));
}

/* The lists side by side in the target list: rows come out one by one. A FROM unnest(a, b, ...)
 * would write every list into a store of its own and read it back. */
static void put_all_members(FILE *out, const row_type *type) {
    unsigned n = 0;
    for (unsigned i = 0; i < type->message->descriptor->n_fields; i++) {
        if (!rows_sql_stored(type, i)) continue;
        fprintf(out, "%sunnest($%u::%s[])", n > 0 ? ", " : "", n + 1,
                type_name[column_type(type, i)]);
        n++;
    }
}

/* An array parameter for every column; returns how many. */
static unsigned put_all_arrays(FILE *out, const row_type *type) {
    unsigned n = 0;
    for (unsigned i = 0; i < type->message->descriptor->n_fields; i++) {
        if (!rows_sql_stored(type, i)) continue;
        fprintf(out, "%s$%u::%s[]", n > 0 ? ", " : "", n + 1, type_name[column_type(type, i)]);
        n++;
    }
    return n;
}

static void put_covered(FILE *out, const row_type *type, rows_find by) {
    const row_index *x = &type->index[by.index];
    if (by.covered)
        fprintf(out, " and \"%s\" <> %lld", column_name(type, x->field[x->n - 1]),
                (long long) x->without);
}

char *rows_sql_load(const row_type *type, rows_find by) {
    const row_index *x = &type->index[by.index];
    unsigned n = by.n;
    text t;
    text_start(&t);
    fputs("select ", t.out);
    put_all_columns(t.out, type);
    fprintf(t.out, " from \"%s\" where (", type->table);
    put_index_columns(t.out, type, x, n);
    fputs(n == 1 ? ") = any(" : ") in (select * from unnest(", t.out);
    for (unsigned i = 0; i < n; i++)
        fprintf(t.out, "%s$%u::%s[]", i > 0 ? ", " : "", i + 1,
                type_name[column_type(type, x->field[i])]);
    fputs(n == 1 ? ")" : "))", t.out);
    if (n > 1) /* a distributed table is found by the first column alone */
        fprintf(t.out, " and \"%s\" = any($1::%s[])", column_name(type, x->field[0]),
                type_name[column_type(type, x->field[0])]);
    put_covered(t.out, type, by);
    return text_end(&t);
}

static void put_equalities(FILE *out, const row_type *type, rows_find by) {
    const row_index *x = &type->index[by.index];
    fputs("where true", out);
    for (unsigned i = 0; i < by.n; i++)
        fprintf(out, " and \"%s\" = $%u::%s", column_name(type, x->field[i]), i + 1,
                type_name[column_type(type, x->field[i])]);
    put_covered(out, type, by);
}

char *rows_sql_count(const row_type *type, rows_find by) {
    text t;
    text_start(&t);
    fprintf(t.out, "select count(*) from \"%s\" ", type->table);
    put_equalities(t.out, type, by);
    return text_end(&t);
}

unsigned rows_sql_after(const row_type *type, rows_find by, unsigned i) {
    const row_index *x = &type->index[by.index], *key = &type->index[0];
    if (by.ordered && i == 0) return x->field[x->n - 1];
    return key->field[i - by.ordered];
}

bool rows_sql_fixed(const row_type *type, rows_find by, unsigned column) {
    const row_index *x = &type->index[by.index];
    for (unsigned i = 0; i < by.n; i++)
        if (x->field[i] == column) return true;
    return false;
}

/* The columns in whose order a page stands, of the first `n` parts. */
static unsigned page_order(const row_type *type, rows_find by, unsigned n, unsigned out[5]) {
    unsigned m = 0;
    for (unsigned i = 0; i < n; i++) {
        unsigned column = rows_sql_after(type, by, i);
        if (!rows_sql_fixed(type, by, column)) out[m++] = column;
    }
    return m;
}

static void put_behind(FILE *out, const row_type *type, rows_find by, unsigned n,
                       const unsigned *order) {
    for (unsigned i = 0; i < n; i++)
        fprintf(out, "%s\"%s\"", i ? ", " : " and (", column_name(type, order[i]));
    for (unsigned i = 0; i < n; i++)
        fprintf(out, "%s$%u::%s",
                i             ? ", "
                : by.backward ? ") < ("
                              : ") > (",
                by.n + i + 1, type_name[column_type(type, order[i])]);
    if (n) fputs(")", out);
}

char *rows_sql_page(const row_type *type, rows_find by, unsigned n_after) {
    unsigned order[5], n_behind = page_order(type, by, n_after, order);
    text t;
    text_start(&t);
    fputs("select ", t.out);
    put_all_columns(t.out, type);
    fprintf(t.out, " from \"%s\" ", type->table);
    put_equalities(t.out, type, by);
    put_behind(t.out, type, by, n_behind, order);
    unsigned n = page_order(type, by, type->index[0].n + by.ordered, order);
    for (unsigned i = 0; i < n; i++)
        fprintf(t.out, "%s\"%s\"%s", i ? ", " : " order by ", column_name(type, order[i]),
                by.backward ? " desc" : "");
    fprintf(t.out, " limit $%u::bigint", by.n + n_behind + 1);
    return text_end(&t);
}

char *rows_sql_range(const row_type *type, unsigned index) {
    const row_index *x = &type->index[index], *key = &type->index[0];
    text t;
    text_start(&t);
    fputs("select r.*, k.\"~n\" from unnest(", t.out);
    for (unsigned i = 0; i < x->n; i++)
        fprintf(t.out, "%s$%u::%s[]", i > 0 ? ", " : "", i + 1,
                type_name[column_type(type, x->field[i])]);
    fputs(") with ordinality as k(", t.out);
    put_index_columns(t.out, type, x, x->n);
    fputs(", \"~n\") cross join lateral (select ", t.out);
    put_all_columns(t.out, type);
    fprintf(t.out, " from \"%s\" t where true", type->table);
    for (unsigned i = 0; i < x->n; i++)
        fprintf(t.out, " and t.\"%s\" %s k.\"%s\"", column_name(type, x->field[i]),
                i + 1 < x->n ? "=" : "<=", column_name(type, x->field[i]));
    fprintf(t.out, " order by \"%s\", ", column_name(type, x->field[x->n - 1]));
    put_index_columns(t.out, type, key, key->n);
    fprintf(t.out, " limit $%u::bigint) as r order by k.\"~n\", r.\"%s\"", x->n + 1,
            column_name(type, x->field[x->n - 1]));
    for (unsigned i = 0; i < key->n; i++)
        fprintf(t.out, ", r.\"%s\"", column_name(type, key->field[i]));
    return text_end(&t);
}

static void put_due_columns(FILE *out, const row_type *type, unsigned number) {
    const row_index *key = &type->index[0];
    fprintf(out, "\"%s\", ", column_name(type, type->due[number].field));
    put_index_columns(out, type, key, key->n);
}

char *rows_sql_due(const row_type *type, unsigned number) {
    const row_index *key = &type->index[0];
    const char *time = column_name(type, type->due[number].field);
    text t;
    text_start(&t);
    fputs("select ", t.out);
    put_due_columns(t.out, type, number);
    fprintf(t.out, " from \"%s\" where \"%s\" <> 0 and (", type->table, time);
    put_due_columns(t.out, type, number);
    fputs(") > ($1::bigint", t.out);
    for (unsigned i = 0; i < key->n; i++)
        fprintf(t.out, ", $%u::%s", i + 2, type_name[column_type(type, key->field[i])]);
    fprintf(t.out, ") and \"%s\" <= $%u::bigint order by ", time, key->n + 2);
    put_due_columns(t.out, type, number);
    fprintf(t.out, " limit $%u::bigint", key->n + 3);
    return text_end(&t);
}

char *rows_sql_insert(const row_type *type) {
    text t;
    text_start(&t);
    fprintf(t.out, "insert into \"%s\" (", type->table);
    put_all_columns(t.out, type);
    fputs(") select ", t.out);
    put_all_members(t.out, type);
    return text_end(&t);
}

static bool is_key_field(const row_type *type, unsigned field) {
    for (unsigned i = 0; i < type->index[0].n; i++)
        if (type->index[0].field[i] == field) return true;
    return false;
}

char *rows_sql_update(const row_type *type) {
    const row_index *key = &type->index[0];
    unsigned n = type->message->descriptor->n_fields;
    const char *comma = "";
    text t;
    text_start(&t);
    fprintf(t.out, "update \"%s\" t set ", type->table);
    for (unsigned i = 0; i < n; i++) {
        if (is_key_field(type, i) || !rows_sql_stored(type, i)) continue;
        fprintf(t.out, "%s\"%s\" = u.\"%s\"", comma, column_name(type, i), column_name(type, i));
        comma = ", ";
    }
    fputs(" from unnest(", t.out);
    unsigned n_column = put_all_arrays(t.out, type);
    fprintf(t.out, ", $%u::bigint[]) as u(", n_column + 1);
    put_all_columns(t.out, type);
    fprintf(t.out, ", \"~loaded\") where t.\"%s\" = u.\"~loaded\"",
            column_name(type, type->version));
    for (unsigned i = 0; i < key->n; i++)
        fprintf(t.out, " and t.\"%s\" = u.\"%s\"", column_name(type, key->field[i]),
                column_name(type, key->field[i]));
    return text_end(&t);
}

char *rows_sql_delete(const row_type *type) {
    const row_index *key = &type->index[0];
    text t;
    text_start(&t);
    fprintf(t.out, "delete from \"%s\" t using unnest(", type->table);
    for (unsigned i = 0; i < key->n; i++)
        fprintf(t.out, "$%u::%s[], ", i + 1, type_name[column_type(type, key->field[i])]);
    fprintf(t.out, "$%u::bigint[]) as u(", key->n + 1);
    put_index_columns(t.out, type, key, key->n);
    fprintf(t.out, ", \"~loaded\") where t.\"%s\" = u.\"~loaded\"",
            column_name(type, type->version));
    for (unsigned i = 0; i < key->n; i++)
        fprintf(t.out, " and t.\"%s\" = u.\"%s\"", column_name(type, key->field[i]),
                column_name(type, key->field[i]));
    return text_end(&t);
}

static void put_column(FILE *out, const row_type *type, unsigned field) {
    pg_type kind = column_type(type, field);
    fprintf(out, "\"%s\" %s%s not null default %s", column_name(type, field), type_name[kind],
            kind == PG_TEXT ? " collate \"C\"" : "", column_default[kind]);
}

/* An index by the first fields of the row key is the primary key once more. */
static bool begins_key(const row_type *type, const row_index *x) {
    const row_index *key = &type->index[0];
    bool same = x->n <= key->n;
    for (unsigned i = 0; same && i < x->n; i++) same = x->field[i] == key->field[i];
    return same;
}

/* A plain index ends with the row key, so that pages in key order come straight from it. */
static void put_index(FILE *out, const row_type *type, const row_index *x) {
    fprintf(out, "create %sindex if not exists \"%s\" on \"%s\" (", x->unique ? "unique " : "",
            x->name, type->table);
    put_index_columns(out, type, x, x->n);
    for (unsigned i = 0; !x->unique && i < type->index[0].n; i++) {
        bool there = false;
        for (unsigned k = 0; k < x->n; k++) there |= x->field[k] == type->index[0].field[i];
        if (!there) fprintf(out, ", \"%s\"", column_name(type, type->index[0].field[i]));
    }
    fputs(")", out);
    if (x->without != 0)
        fprintf(out, " where \"%s\" <> %lld", column_name(type, x->field[x->n - 1]),
                (long long) x->without);
    fputs(";\n", out);
}

/* Most rows are never due again: only those that are stand in the index. */
static void put_due(FILE *out, const row_type *type, unsigned number) {
    const char *time = column_name(type, type->due[number].field);
    fprintf(out, "create index if not exists \"%s_due_%s\" on \"%s\" (", type->table, time,
            type->table);
    put_due_columns(out, type, number);
    fprintf(out, ") where \"%s\" <> 0;\n", time);
}

char *rows_ddl(const row_type *type) {
    unsigned n = type->message->descriptor->n_fields;
    text t;
    text_start(&t);
    fprintf(t.out, "create table if not exists \"%s\" (", type->table);
    for (unsigned i = 0; i < n; i++) {
        if (!rows_sql_stored(type, i)) continue;
        put_column(t.out, type, i);
        fputs(", ", t.out);
    }
    fputs("primary key (", t.out);
    put_index_columns(t.out, type, &type->index[0], type->index[0].n);
    fputs(")) with (fillfactor = 80);\n", t.out);
    for (unsigned i = 0; i < n; i++) {
        if (!rows_sql_stored(type, i)) continue;
        fprintf(t.out, "alter table \"%s\" add column if not exists ", type->table);
        put_column(t.out, type, i);
        fputs(";\n", t.out);
    }
    for (unsigned i = 1; i < type->n_index; i++)
        if (!begins_key(type, &type->index[i])) put_index(t.out, type, &type->index[i]);
    for (unsigned i = 0; i < type->n_due; i++) put_due(t.out, type, i);
    return text_end(&t);
}
