/* fault_words: over every text of the catalogue, what a person reads of a fault is one clean text
 * in both languages. */
#include <string.h>

#include "proto/runtime/fault_words.h"
#include "tests/lib/cmocka.h"

static arena *memory;

static int open_arena(void **state) {
    (void) state;
    memory = arena_open(1 << 20);
    return memory ? 0 : -1;
}

static int close_arena(void **state) {
    (void) state;
    arena_close(memory);
    return 0;
}

static bool is_wide(const char *text) {
    return (unsigned char) *text >=
           0xe3; /* Chinese characters and marks are three bytes in UTF-8 */
}

/* The character before a blank, by its first byte. */
static const char *before(const char *start, const char *at) {
    do at--;
    while (at > start && ((unsigned char) *at & 0xc0) == 0x80);
    return at;
}

static void check_chinese(const char *text) {
    static const char *const twice[] = {"；；", "。；", "；。", "。。", "：；"};
    for (const char *at = strchr(text, ' '); at; at = strchr(at + 1, ' '))
        if (at > text && is_wide(before(text, at)) && is_wide(at + 1))
            fail_msg("a blank between two Chinese sentences: %s", text);
    for (size_t i = 0; i < sizeof twice / sizeof *twice; i++)
        if (strstr(text, twice[i])) fail_msg("two marks: %s", text);
}

static void check(status code, const char *reason) {
    fault_words words = fault_words_of(code, reason);
    assert_int_equal(!*words.next.zh, !*words.next.en);
    assert_true(*words.text.zh && *words.text.en);
    check_chinese(fault_words_joined(&words, false, memory));
    assert_null(strstr(fault_words_joined(&words, true, memory), ".. "));
    arena_reset(memory);
}

static void every_refusal_is_one_clean_text(void **state) {
    const ProtobufCEnumDescriptor *e = &kernel__status__descriptor;
    (void) state;
    for (unsigned i = 0; i < e->n_values; i++) check((status) e->values[i].value, "");
    for (unsigned i = 0; i < n_reason_texts; i++) check(reason_texts[i].code, reason_texts[i].key);
}

static void what_to_do_follows_without_a_blank(void **state) {
    (void) state;
    fault_words words = fault_words_of(E_REQUIRED, "");
    assert_string_equal(fault_words_joined(&words, false, memory), "必填项未填写；请填写");
    assert_string_equal(fault_words_joined(&words, true, memory),
                        "A required field is empty. Fill it in");
}

static void a_reason_says_itself_what_to_do(void **state) {
    (void) state;
    fault_words words = fault_words_of(E_BUSY, "feeds");
    assert_string_equal(words.text.zh, status_reason(E_BUSY, "feeds", false));
    assert_string_equal(fault_words_joined(&words, false, memory), words.text.zh);
}

static void a_row_tells_which_other_names_the_same_person(void **state) {
    (void) state;
    fault_words words = fault_words_of_row(E_DUP_ROW, "row_twice", 12, memory);
    assert_ptr_equal(strstr(words.text.zh, "与第12行是同一人："), words.text.zh);
    assert_ptr_equal(strstr(words.text.en, "The same person as row 12: "), words.text.en);
    words = fault_words_of_row(E_RANGE, "", 12, memory);
    assert_null(strstr(words.text.zh, "12"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_refusal_is_one_clean_text),
        cmocka_unit_test(what_to_do_follows_without_a_blank),
        cmocka_unit_test(a_reason_says_itself_what_to_do),
        cmocka_unit_test(a_row_tells_which_other_names_the_same_person),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
