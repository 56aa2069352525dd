/* fold: the spellings clerks really produce, and the one spelling each must become. */
#include "proto/runtime/fold.h"
#include "proto/runtime/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef size_t fold_function(const char *in, size_t bytes, char *out);

static void check(fold_function *fold, const char *given, const char *then) {
    char out[256];
    size_t n = fold(given, strlen(given), out);
    assert_string_equal(out, then);
    assert_int_equal(n, strlen(then));
    strcpy(out, given);
    fold(out, strlen(given), out);
    assert_string_equal(out, then);
}

static void text_is_trimmed_and_blanks_become_one(void **state) {
    (void) state;
    check(fold_words, "  武汉　 市\t\n洪山区\xC2\xA0", "武汉 市 洪山区");
    check(fold_words, "ＡＢ１２（甲）", "AB12(甲)");
    check(fold_words,
          "a\xE2\x80\x8B"
          "b\xEF\xBB\xBF",
          "ab");
    check(fold_words, "", "");
    check(fold_words, "　", "");
}

static void only_a_leading_apostrophe_goes(void **state) {
    (void) state;
    check(fold_words, "'13812345678", "13812345678");
    check(fold_words, "’420106", "420106");
    check(fold_words, "O'Neil", "O'Neil");
    check(fold_words, "''x", "'x");
}

static void names_get_one_middle_dot_and_no_inner_blanks(void **state) {
    (void) state;
    check(fold_name, "张　三", "张三");
    check(fold_name, "阿依古丽•买买提", "阿依古丽·买买提");
    check(fold_name, "阿依古丽．买买提", "阿依古丽·买买提");
    check(fold_name, "阿依古丽・买买提", "阿依古丽·买买提");
    check(fold_name, " john  smith ", "JOHN SMITH");
    check(fold_name, "阿卜杜拉●买买提", "阿卜杜拉·买买提");
}

static void latin_names_have_one_spelling(void **state) {
    (void) state;
    check(fold_name, "josé garcía", "JOSÉ GARCÍA");
    check(fold_name, "Müller‑Lüdenscheidt", "MÜLLER-LÜDENSCHEIDT");
    check(fold_name, "o’brien", "O'BRIEN");
    check(fold_name, "Dvořák, Antonín", "DVOŘÁK, ANTONÍN");
    check(fold_name, "Nguyễn Thị Ánh", "NGUYỄN THỊ ÁNH");
    check(fold_name, "Łukasz Żółć", "ŁUKASZ ŻÓŁĆ");
    check(fold_name, "ÿ", "Ÿ");
}

static void codes_lose_every_blank_and_letters_are_capitals(void **state) {
    (void) state;
    check(fold_number, "４２０１０６ 19850228 902x", "42010619850228902X");
    check(fold_number, "'138 1234 5678", "13812345678");
}

static void stray_bytes_survive(void **state) {
    (void) state;
    check(fold_words,
          "a\xFF"
          "b\xC3",
          "a\xFF"
          "b\xC3");
    check(fold_words, "\xF8\x88\x80\x80\x80", "\xF8\x88\x80\x80\x80");
}

static void blank_is_what_folds_to_nothing(void **state) {
    (void) state;
    assert_true(fold_is_blank(" \t　\xE2\x80\x8B", 8));
    assert_true(fold_is_blank("", 0));
    assert_false(fold_is_blank(" x", 2));
}

/* At the borders of each length: what is written is read again as the same character. */
static void a_character_is_written_as_it_is_read(void **state) {
    (void) state;
    const struct {
        uint32_t code;
        size_t bytes;
    } cases[] = {{0x41, 1},   {0x7F, 1},   {0x80, 2},   {0xB7, 2},   {0x7FF, 2},   {0x800, 3},
                 {0x5F20, 3}, {0xD7FF, 3}, {0xE000, 3}, {0xFFFF, 3}, {0x10000, 4}, {0x10FFFF, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[4];
        uint32_t code = 0;
        assert_int_equal(text_put(cases[i].code, text), cases[i].bytes);
        assert_int_equal(text_next(text, cases[i].bytes, &code), cases[i].bytes);
        assert_int_equal(code, cases[i].code);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_trimmed_and_blanks_become_one),
        cmocka_unit_test(only_a_leading_apostrophe_goes),
        cmocka_unit_test(names_get_one_middle_dot_and_no_inner_blanks),
        cmocka_unit_test(latin_names_have_one_spelling),
        cmocka_unit_test(codes_lose_every_blank_and_letters_are_capitals),
        cmocka_unit_test(stray_bytes_survive),
        cmocka_unit_test(blank_is_what_folds_to_nothing),
        cmocka_unit_test(a_character_is_written_as_it_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
