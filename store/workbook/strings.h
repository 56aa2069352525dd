/* strings: many texts by number, kept back to back in blocks. Only grows; bounded by a byte count.
 */
#ifndef HALL_ROSTER_STRINGS_H
#define HALL_ROSTER_STRINGS_H

#include "proto/runtime/status.h"

typedef struct strings strings;

/* strings_open: NULL when there is no memory. strings_close accepts NULL. */
strings *strings_open(uint64_t bytes_max);
void strings_close(strings *s);

/* strings_add: copies the text; its number is the count before. False when the bound is reached. */
bool strings_add(strings *s, const char *text, size_t bytes);

/* strings_at: borrowed, NUL-terminated; NULL when there is no such number. */
const char *strings_at(const strings *s, uint32_t number, size_t *bytes);

#endif
