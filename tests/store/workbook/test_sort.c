/* sort: any order becomes ascending, for items of any size. Uniqueness and system calls are not its
 * business; the second is proved by the files of test_rosters.py under the sandbox. */
#include "tests/store/workbook/roster_test.h"

#include <stdlib.h>

#include "store/workbook/sort.h"

#define ITEMS_MAX 300u

/* Odd sized, and larger than the number by which it is compared. */
typedef struct packed_item {
    uint8_t number_low, number_high, mark, filler[16];
} packed_item;

static int number_of(const packed_item *i) {
    return i->number_high << 8 | i->number_low;
}

static int by_number(const void *left, const void *right) {
    return number_of(left) - number_of(right);
}

static void put(packed_item *i, unsigned number) {
    *i = (packed_item){.number_low = number & 0xFF, .number_high = number >> 8 & 0xFF};
    i->mark = (uint8_t) (number * 7);
}

static void is_ascending(const packed_item *items, size_t n) {
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(items[i].mark, (uint8_t) (number_of(&items[i]) * 7));
        if (i > 0) assert_true(number_of(&items[i - 1]) <= number_of(&items[i]));
    }
}

static void every_rotation_and_both_directions(void **state) {
    (void) state;
    packed_item items[ITEMS_MAX];
    for (unsigned n = 0; n <= 12; n++)
        for (unsigned from = 0; from <= n; from++)
            for (int downwards = 0; downwards < 2; downwards++) {
                for (unsigned i = 0; i < n; i++)
                    put(&items[i], downwards ? n - 1 - (i + from) % n : (i + from) % n);
                sort_items(items, n, sizeof *items, by_number);
                is_ascending(items, n);
                for (unsigned i = 0; i < n; i++) assert_int_equal(number_of(&items[i]), i);
            }
}

static void equal_items_and_many(void **state) {
    (void) state;
    packed_item items[ITEMS_MAX];
    uint32_t seed = 1;
    for (unsigned round = 0; round < 50; round++) {
        long before = 0, after = 0;
        for (unsigned i = 0; i < ITEMS_MAX; i++) {
            seed = seed * 1664525u + 1013904223u;
            put(&items[i], (seed >> 16) % (round % 2 ? 8 : 60000));
            before += number_of(&items[i]);
        }
        sort_items(items, ITEMS_MAX, sizeof *items, by_number);
        is_ascending(items, ITEMS_MAX);
        for (unsigned i = 0; i < ITEMS_MAX; i++) after += number_of(&items[i]);
        assert_int_equal(before, after);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rotation_and_both_directions),
        cmocka_unit_test(equal_items_and_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
