/* row_sort: rows in the order of their key, or of a range index. Only view*.c include this. */
#ifndef HALL_RUNTIME_ROW_SORT_H
#define HALL_RUNTIME_ROW_SORT_H

#include "proto/runtime/view/view_state.h"

/* row_compare: below, at or above 0 as row `a` stands before, at or behind row `b`: by the last
 * field of a range index, else and then by the key. The order of row_key_encode and of the tables.
 */
int row_compare(const row_type *type, unsigned index, const ProtobufCMessage *a,
                const ProtobufCMessage *b);

/* row_sort: orders `list` of n slots with rows; `scratch` has room for n. Returns how many pairs of
 * rows it compared: less than n log2 n, and n - 1 for what is in order already. */
size_t row_sort(const row_type *type, unsigned index, slot **list, slot **scratch, size_t n);

#endif
