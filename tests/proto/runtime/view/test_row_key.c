/* Stories of row keys: their bytes sort as the keys sort, whatever stands in them. */
#include <string.h>

#include "proto/runtime/view/row_sort.h"
#include "tests/lib/canary.h"

static int order_of(const row_key *a, const row_key *b) {
    uint8_t x[ROW_KEY_BYTES_MAX], y[ROW_KEY_BYTES_MAX];
    size_t n = row_key_encode(a, x, sizeof x), m = row_key_encode(b, y, sizeof y);
    assert_true(n > 0 && m > 0);
    int order = memcmp(x, y, n < m ? n : m);
    return order ? (order > 0) - (order < 0) : (n > m) - (n < m);
}

static row_key of_text(const char *text) {
    row_key key = row_key_of(&row_bird, 0);
    row_key_text(&key, text);
    return key;
}

static row_key of_number(int64_t number) {
    row_key key = row_key_of(&row_bird, 0);
    row_key_number(&key, number);
    return key;
}

static Bird bird_of(const char *person_no, int32_t number) {
    Bird bird = BIRD_INIT;
    bird.person_no = (char *) person_no;
    bird.number = number;
    return bird;
}

static void numbers_sort_by_value_negative_ones_first(void **state) {
    static const int64_t rising[] = {INT64_MIN, -5, -1, 0, 1, 255, 256, 1000000, INT64_MAX};
    (void) state;
    for (size_t i = 0; i + 1 < sizeof rising / sizeof *rising; i++) {
        row_key low = of_number(rising[i]), high = of_number(rising[i + 1]);
        assert_int_equal(order_of(&low, &high), -1);
        assert_int_equal(order_of(&high, &low), 1);
        assert_int_equal(order_of(&low, &low), 0);
    }
}

static void texts_sort_by_bytes_shorter_ones_first(void **state) {
    static const char *const rising[] = {"",  "1",  "10", "1000001001", "2",
                                         "a", "ab", "b",  "张",         "赵"};
    (void) state;
    for (size_t i = 0; i + 1 < sizeof rising / sizeof *rising; i++) {
        row_key low = of_text(rising[i]), high = of_text(rising[i + 1]);
        assert_int_equal(order_of(&low, &high), strcmp(rising[i], rising[i + 1]) < 0 ? -1 : 1);
    }
}

static void bytes_with_zeros_inside_keep_their_order_and_their_end(void **state) {
    (void) state;
    row_key a = row_key_of(&row_bird, 0), b = a, c = a;
    row_key_bytes(&a, (ProtobufCBinaryData){1, (uint8_t[]){1}});
    row_key_bytes(&b, (ProtobufCBinaryData){2, (uint8_t[]){1, 0}});
    row_key_bytes(&c, (ProtobufCBinaryData){2, (uint8_t[]){1, 1}});
    assert_int_equal(order_of(&a, &b), -1);
    assert_int_equal(order_of(&b, &c), -1);
    /* and the first part never runs into the second */
    row_key_number(&a, 9);
    row_key_number(&b, 1);
    assert_int_equal(order_of(&a, &b), -1);
}

static void the_first_parts_of_a_key_are_a_prefix_of_its_bytes(void **state) {
    uint8_t whole[ROW_KEY_BYTES_MAX], part[ROW_KEY_BYTES_MAX];
    (void) state;
    row_key one = of_text("1000001001"), two = one;
    row_key_number(&two, 3);
    size_t n = row_key_encode(&one, part, sizeof part),
           m = row_key_encode(&two, whole, sizeof whole);
    assert_int_equal(m, n + 8);
    assert_memory_equal(whole, part, n);
}

static void a_key_that_does_not_fit_has_no_bytes(void **state) {
    uint8_t out[16];
    char text[15] = "12345678901234";
    (void) state;
    row_key fits = of_text(text); /* 14 and two for the end */
    assert_int_equal(row_key_encode(&fits, out, sizeof out), 16);
    row_key_number(&fits, 1);
    assert_int_equal(row_key_encode(&fits, out, sizeof out), 0);
    row_key zeros = row_key_of(&row_bird, 0);
    row_key_bytes(&zeros, (ProtobufCBinaryData){8, (uint8_t[8]){0}}); /* each zero takes two */
    assert_int_equal(row_key_encode(&zeros, out, sizeof out), 0);
}

static void a_row_stands_under_the_values_of_its_index(void **state) {
    (void) state;
    Bird bird = bird_of("1000001001", 3);
    bird.district_code = "420106";
    row_key own = row_key_of_row(&row_bird, 2, &bird.base), asked = row_key_of(&row_bird, 2);
    assert_int_equal(own.n, 2);
    row_key_text(&asked, "420106");
    assert_true(row_key_matches(&asked, &bird.base)); /* a prefix asks for all of the district */
    row_key_number(&asked, 3);
    assert_true(row_key_matches(&asked, &bird.base));
    asked.part[1].number = 4;
    assert_false(row_key_matches(&asked, &bird.base));
    asked.part[0] = (row_part){.data = "42010", .bytes = 5};
    assert_false(row_key_matches(&asked, &bird.base));
}

static void rows_stand_in_the_order_of_their_key(void **state) {
    (void) state;
    Bird low = bird_of("1000001001", 9), high = bird_of("1000001002", 1),
         next = bird_of("1000001001", 10);
    assert_true(row_compare(&row_bird, 0, &low.base, &high.base) < 0);
    assert_true(row_compare(&row_bird, 0, &low.base, &next.base) < 0); /* 10 after 9: numbers */
    assert_int_equal(row_compare(&row_bird, 0, &low.base, &low.base), 0);
}

static void a_page_holds_what_follows_its_mark(void **state) {
    (void) state;
    Bird before = bird_of("1000001001", 2), at = bird_of("1000001001", 3),
         behind = bird_of("1000001001", 4), other = bird_of("1000001002", 1);
    row_key page = row_key_of(&row_bird, 2);
    assert_true(row_key_in_page(&page, &before.base)); /* without a mark all of it */
    row_key_after_text(&page, "1000001001");
    row_key_after_number(&page, 3);
    assert_false(row_key_in_page(&page, &before.base));
    assert_false(row_key_in_page(&page, &at.base));
    assert_true(row_key_in_page(&page, &behind.base));
    assert_true(row_key_in_page(&page, &other.base));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_sort_by_value_negative_ones_first),
        cmocka_unit_test(texts_sort_by_bytes_shorter_ones_first),
        cmocka_unit_test(bytes_with_zeros_inside_keep_their_order_and_their_end),
        cmocka_unit_test(the_first_parts_of_a_key_are_a_prefix_of_its_bytes),
        cmocka_unit_test(a_key_that_does_not_fit_has_no_bytes),
        cmocka_unit_test(a_row_stands_under_the_values_of_its_index),
        cmocka_unit_test(rows_stand_in_the_order_of_their_key),
        cmocka_unit_test(a_page_holds_what_follows_its_mark),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
