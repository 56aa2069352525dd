/* strings: every text comes back as it was put in, whatever lies between, and much text takes
 * little memory. */
#include "store/workbook/strings.h"
#include "tests/lib/cmocka.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/workbook/cells.h"

static uint32_t text_of(uint32_t number, char out[CELL_BYTES_MAX + 8]) {
    uint32_t n = (uint32_t) sprintf(out, "%u 武汉市洪山区珞瑜路%u号", number, number * 2654435761u);
    for (; number % 97 == 0 && n < CELL_BYTES_MAX - 16; n += 3) memcpy(out + n, "长", 4);
    return n;
}

static strings *filled(uint32_t texts) {
    char text[CELL_BYTES_MAX + 8];
    strings *s = strings_open(256u << 20);
    for (uint32_t i = 0; i < texts; i++) assert_true(strings_add(s, text, text_of(i, text)));
    return s;
}

static void expect(strings *s, uint32_t number) {
    char text[CELL_BYTES_MAX + 8];
    size_t bytes = 0;
    uint32_t wanted = text_of(number, text);
    const char *found = strings_at(s, number, &bytes);
    assert_non_null(found);
    assert_int_equal(bytes, wanted);
    assert_memory_equal(found, text, wanted);
    assert_int_equal(found[bytes], 0);
}

/* Some 20 megabytes: the first pieces plain, the others packed, the last one being filled. */
static void all_come_back_in_any_order(void **state) {
    (void) state;
    enum { TEXTS = 200000 };
    size_t bytes;
    strings *s = filled(TEXTS);
    for (uint32_t i = 0; i < TEXTS; i++) expect(s, i);
    for (uint32_t i = TEXTS; i-- > 0;)
        if (i % 7 == 0) expect(s, i);
    for (uint32_t i = 0, at = 1; i < 3000; i++, at = (at * 48271u) % 2147483647u)
        expect(s, at % TEXTS);
    assert_null(strings_at(s, TEXTS, &bytes));
    strings_close(s);
}

static void a_long_text_is_kept_as_far_as_it_is_looked_at(void **state) {
    (void) state;
    char *text = malloc(100000);
    size_t bytes;
    memset(text, 'x', 100000);
    strings *s = strings_open(1 << 20);
    assert_true(strings_add(s, text, 100000));
    assert_true(strings_add(s, "", 0));
    assert_non_null(strings_at(s, 0, &bytes));
    assert_int_equal(bytes, CELL_BYTES_MAX + 1);
    assert_string_equal(strings_at(s, 1, &bytes), "");
    strings_close(s);
    free(text);
}

#ifndef __SANITIZE_ADDRESS__
static long resident_kib(void) {
    long kib = -1;
    char line[128];
    FILE *file = fopen("/proc/self/status", "r");
    while (fgets(line, sizeof line, file)) (void) sscanf(line, "VmRSS: %ld", &kib);
    fclose(file);
    return kib;
}

/* Ninety megabytes of text, as a sheet of 200 000 rows has them at the worst, stay under 64. */
static void much_text_takes_little_memory(void **state) {
    (void) state;
    long before = resident_kib();
    char text[CELL_BYTES_MAX + 8];
    strings *s = strings_open(128u << 20);
    uint64_t bytes = 0;
    for (uint32_t i = 0; bytes < 90u << 20; i++) {
        uint32_t n = text_of(i, text);
        assert_true(strings_add(s, text, n));
        bytes += n;
    }
    assert_true(resident_kib() - before < 64 * 1024);
    expect(s, 1);
    strings_close(s);
}
#endif

static void the_bound_holds(void **state) {
    (void) state;
    strings *s = strings_open(100);
    assert_true(strings_add(s, "0123456789", 10));
    char text[120] = {0};
    assert_false(strings_add(s, text, 90));
    strings_close(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_come_back_in_any_order),
        cmocka_unit_test(a_long_text_is_kept_as_far_as_it_is_looked_at),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(much_text_takes_little_memory),
#endif
        cmocka_unit_test(the_bound_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
