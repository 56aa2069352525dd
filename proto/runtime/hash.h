/* hash: where a name stands in a table of this process. Eight bytes at a time; never stored, never
 * sent, not the same on another machine. */
#ifndef HALL_RUNTIME_HASH_H
#define HALL_RUNTIME_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Odd, half of its bits set: the product spreads every bit upwards. */
#define HASH_SPREAD UINT64_C(0x9e3779b97f4a7c15)

static inline uint64_t hash_step(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * HASH_SPREAD;
    return hash ^ hash >> 32;
}

/* hash_bytes: every bit of the result depends on every byte and on the length. */
static inline uint64_t hash_bytes(const void *data, size_t bytes) {
    const uint8_t *at = data;
    uint64_t hash = bytes * HASH_SPREAD, word;
    for (; bytes >= sizeof word; bytes -= sizeof word, at += sizeof word) {
        memcpy(&word, at, sizeof word);
        hash = hash_step(hash, word);
    }
    word = 0;
    if (bytes > 0) memcpy(&word, at, bytes);
    return hash_step(hash_step(hash, word), 0);
}

#endif
