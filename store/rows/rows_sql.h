/* rows_sql: the SQL of row tables, derived from row types. A field is a column of its own name:
 * text, bigint, bytea or boolean; what SQL has no plain form for (lists, sub-messages, members of a
 * oneof, reals) is a bytea holding the row's serialisation with that field alone. Fields of the
 * sealed block have no column. All columns are not null with proto3's defaults. Texts sort by byte,
 * as the view does. Only rows*.c include this.
 */
#ifndef HALL_STORE_ROWS_SQL_H
#define HALL_STORE_ROWS_SQL_H

#include "proto/runtime/view/view.h"
#include "store/pg/pg.h"

/* rows_sql_stored: whether a field has a column; what lies in the sealed block has none. */
bool rows_sql_stored(const row_type *type, unsigned field);

/* rows_sql_type: the column type of a field; `*packed` whether it holds a serialisation. */
pg_type rows_sql_type(const row_type *type, unsigned field, bool *packed);

/* Which rows a find is for: `index` by its first `n` fields. covered: no key asks for a row that
 * the index is without; said in the statement, because a plan for any key could not use it else.
 * ordered, backward: of a page, as in row_key. */
typedef struct rows_find {
    unsigned index, n;
    bool covered, ordered, backward;
} rows_find;

/* rows_sql_after: of what a page of `by` begins behind, the column of part `i`. rows_sql_fixed:
 * whether the find gives that column already: then it takes no part in the order, so that an index
 * begins at the page and not at its find. */
unsigned rows_sql_after(const row_type *type, rows_find by, unsigned i);
bool rows_sql_fixed(const row_type *type, rows_find by, unsigned column);

/* All return malloc'd text. rows_sql_load: all rows whose first fields of an index are in
 * $1..$n (arrays). rows_sql_count, rows_sql_page: one key, values; a page continues after a row key
 * of `n_after` parts (those not fixed are values) and ends with the limit. rows_sql_range: for each
 * key in $1..$n (arrays) the rows of a range index up to the last part, limited by $n+1, with the
 * key's number behind the columns. rows_sql_insert, rows_sql_update: arrays of all columns; the
 * update's last array is the loaded version. rows_sql_due: time and key of rows whose time `number`
 * has come, behind a time and key (values), up to a time, with a limit. rows_sql_delete: arrays of
 * the key's columns and of the loaded version. */
char *rows_sql_load(const row_type *type, rows_find by);
char *rows_sql_count(const row_type *type, rows_find by);
char *rows_sql_range(const row_type *type, unsigned index);
char *rows_sql_page(const row_type *type, rows_find by, unsigned n_after);
char *rows_sql_due(const row_type *type, unsigned number);
char *rows_sql_insert(const row_type *type);
char *rows_sql_update(const row_type *type);
char *rows_sql_delete(const row_type *type);

#endif
