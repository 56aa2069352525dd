/* bits: sets of small numbers, a bit each, in arrays that their owner has made large enough. */
#ifndef HALL_STORE_BITS_H
#define HALL_STORE_BITS_H

#include <stdbool.h>
#include <stdint.h>

static inline bool bit(const uint8_t *bits, uint32_t i) {
    return bits[i / 8] >> (i % 8) & 1;
}

static inline void set_bit(uint8_t *bits, uint32_t i, bool on) {
    uint8_t mask = (uint8_t) (1u << (i % 8));
    bits[i / 8] = (uint8_t) (on ? bits[i / 8] | mask : bits[i / 8] & ~mask);
}

#endif
