/* id_set: a set of texts in an arena, kept as their hashes only: a look-up may say yes to another
 * text once in 2^63 times. Used by the view for ids that were just given out. */
#ifndef HALL_RUNTIME_ID_SET_H
#define HALL_RUNTIME_ID_SET_H

#include "proto/runtime/arena.h"

/* All zero is the empty set. Open addressing, 0 is a free place. */
typedef struct id_set {
    uint64_t *hash;
    size_t n, size;
} id_set;

/* id_set_add: false when the arena is full. */
bool id_set_add(id_set *set, const char *id, arena *a);
bool id_set_has(const id_set *set, const void *id, size_t bytes);

#endif
