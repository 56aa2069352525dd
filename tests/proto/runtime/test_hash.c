/* Names that differ a little stand apart. */
#include "proto/runtime/hash.h"

#include <stdio.h>

#include "tests/lib/cmocka.h"

static void every_bit_and_the_length_count(void **state) {
    (void) state;
    uint8_t name[40] = {0}, other[40];
    uint64_t seen[41];
    for (size_t n = 0; n <= sizeof name; n++) {
        seen[n] = hash_bytes(name, n);
        for (size_t k = 0; k < n; k++) assert_true(seen[k] != seen[n]);
        for (size_t bit = 0; bit < 8 * n; bit++) {
            memcpy(other, name, sizeof name);
            other[bit / 8] ^= (uint8_t) (1u << bit % 8);
            assert_true(hash_bytes(other, n) != seen[n]);
        }
    }
}

/* Numbers that follow each other spread over the places of a small table. */
static void neighbours_spread(void **state) {
    (void) state;
    enum { PLACES = 1024, NAMES = 1024 };
    unsigned used[PLACES] = {0}, n = 0;
    for (uint64_t i = 0; i < NAMES; i++) {
        char name[24];
        size_t bytes = (size_t) snprintf(name, sizeof name, "10%08llu", (unsigned long long) i);
        n += used[hash_bytes(name, bytes) % PLACES]++ == 0;
    }
    assert_true(n > PLACES / 2); /* of a random spread 647 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bit_and_the_length_count),
        cmocka_unit_test(neighbours_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
