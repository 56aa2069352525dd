/* fuzz_type: which message a fuzz input is about: its first byte counts through the inputs of all
 * commands, then the envelope. */
#ifndef HALL_TESTS_FUZZ_TYPE_H
#define HALL_TESTS_FUZZ_TYPE_H

#include "proto/runtime/catalog.h"

static inline size_t fuzz_types(void) {
    size_t n = n_commands + (catalog_message("bus.Envelope") ? 1 : 0);
    return n < 256 ? n : 256;
}

static inline const message_type *fuzz_type(uint8_t number) {
    size_t i = number % fuzz_types();
    return i < n_commands ? commands[i].input : catalog_message("bus.Envelope");
}

#endif
