/* strings: many texts by number, kept in pieces; beyond some megabytes a piece is kept compressed,
 * and the pieces asked for last are unfolded. Only grows; bounded by a byte count. A text is kept
 * as far as a cell is looked at. */
#ifndef HALL_ROSTER_STRINGS_H
#define HALL_ROSTER_STRINGS_H

#include "proto/runtime/status.h"

typedef struct strings strings;

/* strings_open: NULL when there is no memory. strings_close accepts NULL. */
strings *strings_open(uint64_t bytes_max);
void strings_close(strings *s);

/* strings_add: copies the text, at most one byte more than CELL_BYTES_MAX, by which it is seen that
 * it was longer; its number is the count before. False when the bound is reached. */
bool strings_add(strings *s, const char *text, size_t bytes);

/* strings_at: NUL-terminated, borrowed until the next call; NULL when there is no such number. */
const char *strings_at(strings *s, uint32_t number, size_t *bytes);

#endif
