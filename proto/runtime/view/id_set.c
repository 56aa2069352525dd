/* id_set: a hash set of texts; keeps hashes, not the texts. */
#include "proto/runtime/view/id_set.h"

#include "proto/runtime/hash.h"

static uint64_t *place(uint64_t *list, size_t size, uint64_t hash) {
    size_t at = hash & (size - 1);
    while (list[at] && list[at] != hash) at = (at + 1) & (size - 1);
    return &list[at];
}

static uint64_t hash_of(const void *id, size_t bytes) {
    return hash_bytes(id, bytes) | 1; /* 0 is an empty place */
}

static bool grow(id_set *set, arena *a) {
    size_t size = set->size ? set->size * 2 : 256;
    uint64_t *list = arena_alloc(a, size * sizeof *list);
    if (!list) return false;
    for (size_t i = 0; i < set->size; i++)
        if (set->hash[i]) *place(list, size, set->hash[i]) = set->hash[i];
    set->hash = list;
    set->size = size;
    return true;
}

bool id_set_add(id_set *set, const char *id, arena *a) {
    if (set->n * 2 >= set->size && !grow(set, a)) return false;
    uint64_t hash = hash_of(id, strlen(id)), *at = place(set->hash, set->size, hash);
    set->n += !*at;
    *at = hash;
    return true;
}

bool id_set_has(const id_set *set, const void *id, size_t bytes) {
    return set->size && *place(set->hash, set->size, hash_of(id, bytes)) != 0;
}
