/* rows_values: a row's fields to and from columns. Only rows*.c include this. */
#ifndef HALL_STORE_ROWS_VALUES_H
#define HALL_STORE_ROWS_VALUES_H

#include "proto/runtime/view/view.h"
#include "store/pg/pg.h"

/* rows_add_field: appends a field to the array parameter of the same number. */
void rows_add_field(pg *db, unsigned parameter, const row_type *type, unsigned field,
                    const ProtobufCMessage *row);

/* rows_add_part, rows_value_part: a part of a key to an array, or as the plain value of its column.
 */
void rows_add_part(pg *db, unsigned parameter, const row_part *part);
void rows_value_part(pg *db, const row_type *type, unsigned field, const row_part *part);

/* rows_read_field: one column of a result into its field, in `a`; errors as rows_read. */
status rows_read_field(const row_type *type, unsigned field, const PGresult *result, int line,
                       int column, arena *a, ProtobufCMessage *row) MUST_CHECK;

/* rows_read: one line of a result that selects all columns, in `a`.
 * errors  E_ARENA; E_INTERNAL a packed column that is no serialisation. */
status rows_read(const row_type *type, const PGresult *result, int line, arena *a,
                 ProtobufCMessage **out) MUST_CHECK;

#endif
