/* Stories about words: by what a member is found, and by what not. labels: S38 */
#include "workers/rules/search/words.h"

#include <string.h>

#include "proto/runtime/crypt/seal.h"
#include "tests/lib/cmocka.h"
#include "workers/rules/search/readings.h"

static const uint8_t key[CRYPT_KEY_BYTES] = "a search key";

static ProtobufCBinaryData search_hash(const context *ctx, view *rows, const char *text) {
    (void) ctx;
    return seal_search_hash(key, text, view_arena(rows));
}

static const context ctx = {.search_hash = search_hash};
static arena *a;
static view *rows;

static int open_view(void **state) {
    (void) state;
    a = arena_open(1 << 20);
    rows = view_open(a, NULL, NULL);
    return !rows;
}

static int close_view(void **state) {
    (void) state;
    arena_close(a);
    return 0;
}

static member_names member(const char *name) {
    return (member_names){"10000001", "1000012345", name, "42010219900101901X"};
}

/* Whether what was typed leads to the member, by the word and by the row. */
static bool finds(const char *typed, const char *name) {
    wanted what;
    ProtobufCBinaryData word[WORDS_MAX];
    const member_names who = member(name);
    if (wanted_read(typed, &what) != OK) return false;
    ProtobufCBinaryData asked = wanted_word(&ctx, rows, who.within, &what);
    size_t n = words_of(&ctx, rows, &who, word);
    assert_true(n > 0 && n <= WORDS_MAX);
    for (size_t i = 0; i < n; i++)
        if (!memcmp(word[i].data, asked.data, WORD_BYTES)) return wanted_fits(&what, &who);
    return false;
}

static void a_member_is_found_by_parts_of_the_name(void **state) {
    (void) state;
    assert_true(finds("张", "张三丰") && finds("张三", "张三丰") && finds("三丰", "张三丰"));
    assert_true(finds("张三丰", "张三丰") && finds(" 张 三 ", "张三丰"));
    assert_true(finds("欧阳", "欧阳修") && finds("欧", "欧阳修"));
    assert_false(finds("三", "张三丰"));
    assert_false(finds("张丰", "张三丰"));
    assert_false(finds("张三峰", "张三丰"));
}

static void a_dot_within_a_name_may_be_left_out(void **state) {
    (void) state;
    assert_true(finds("买买提吐尔逊", "买买提·吐尔逊") && finds("提·吐", "买买提·吐尔逊"));
    assert_true(finds("mmtt", "买买提·吐尔逊"));
}

static void initials_are_those_of_the_reading(void **state) {
    (void) state;
    assert_true(finds("zsf", "张三丰") && finds("ZS", "张三丰") && finds("sf", "张三丰"));
    assert_true(finds("sxx", "单雄信"));
    assert_true(finds("zgf", "曾国藩"));
    assert_true(finds("ith", "JOHN SMITH"));
    assert_false(finds("zf", "张三丰"));
    assert_int_equal(initial_of(0x5355, true), 'S');
    assert_int_equal(initial_of(0x5355, false), 'D');
    assert_int_equal(initial_of('A', true), 0);
    assert_int_equal(initial_of(0xa000, false), 0);
}

static void numbers_are_found_by_their_end(void **state) {
    (void) state;
    assert_true(finds("901X", "张三") && finds("901x", "张三") && finds("９０１ｘ", "张三"));
    assert_true(finds("42010219900101901X", "张三"));
    assert_true(finds("2345", "张三") && finds("1000012345", "张三"));
    assert_false(finds("4201", "张三"));
    assert_false(finds("8012345", "张三"));
}

static void too_little_is_refused(void **state) {
    (void) state;
    static const char *const typed[] = {"", " ", "a", "12", "123", "·", "X"};
    char longer[WORDS_TEXT_SIZE + 1];
    wanted what;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        assert_int_equal(wanted_read(typed[i], &what), E_FORM);
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    assert_int_equal(wanted_read(longer, &what), E_TOO_LONG);
}

static void the_same_word_of_two_units_is_not_the_same(void **state) {
    (void) state;
    wanted what;
    assert_int_equal(wanted_read("张三", &what), OK);
    ProtobufCBinaryData here = wanted_word(&ctx, rows, "10000001", &what);
    ProtobufCBinaryData there = wanted_word(&ctx, rows, "10000002", &what);
    assert_int_equal(here.len, WORD_BYTES);
    assert_memory_not_equal(here.data, there.data, WORD_BYTES);
    assert_true(wanted_whole(&what));
    assert_int_equal(wanted_read("张三丰", &what), OK);
    assert_false(wanted_whole(&what));
}

static void a_long_name_has_no_more_words_than_there_is_room(void **state) {
    (void) state;
    ProtobufCBinaryData word[WORDS_MAX];
    const member_names who = member("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥");
    assert_int_equal(words_of(&ctx, rows, &who, word), WORDS_MAX);
    const member_names same = member("AAAA");
    assert_int_equal(words_of(&ctx, rows, &same, word), 4);
}

/* Whether a member stands under each word of what was typed. */
static size_t stands_under(const char *typed, const char *name) {
    enum { MOST = 4 };
    wanted what;
    ProtobufCBinaryData asked[MOST], word[WORDS_MAX];
    const member_names who = member(name);
    assert_int_equal(wanted_read(typed, &what), OK);
    size_t n_asked = wanted_words(&ctx, rows, who.within, &what, asked, MOST), there = 0;
    size_t n = words_of(&ctx, rows, &who, word);
    assert_true(n_asked > 0 && n_asked <= MOST);
    for (size_t i = 0; i < n_asked; i++)
        for (size_t k = 0; k < n; k++) there += !memcmp(word[k].data, asked[i].data, WORD_BYTES);
    return there == n_asked ? n_asked : 0;
}

static void all_that_was_typed_leads_to_the_member(void **state) {
    (void) state;
    assert_int_equal(stands_under("张三丰", "张三丰"), 2);
    assert_int_equal(stands_under("zsf", "张三丰"), 2);
    assert_int_equal(stands_under("张", "张三丰"), 1);
    assert_int_equal(stands_under("1990 0101 901X", "张三丰"), 1);
    assert_int_equal(stands_under("张三宝", "张三丰"), 0);
    assert_int_equal(stands_under("jybdwjgx", "甲乙丙丁戊己庚辛壬癸子"), 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_member_is_found_by_parts_of_the_name),
        cmocka_unit_test(a_dot_within_a_name_may_be_left_out),
        cmocka_unit_test(initials_are_those_of_the_reading),
        cmocka_unit_test(numbers_are_found_by_their_end),
        cmocka_unit_test(too_little_is_refused),
        cmocka_unit_test(the_same_word_of_two_units_is_not_the_same),
        cmocka_unit_test(all_that_was_typed_leads_to_the_member),
        cmocka_unit_test(a_long_name_has_no_more_words_than_there_is_room),
    };
    return cmocka_run_group_tests(tests, open_view, close_view);
}
