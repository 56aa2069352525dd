/* mask: what others see, kind by kind, and that nothing personal is left in a masked message. */
#include "proto/runtime/mask.h"

#include "tests/lib/canary.h"

static void expect(Kernel__Personal kind, const char *text, const char *mask) {
    char out[64];
    assert_int_equal(mask_text(kind, text, out, sizeof out), OK);
    assert_string_equal(out, mask);
}

static void kinds_have_their_masks(void **state) {
    (void) state;
    expect(KERNEL__PERSONAL__DOCUMENT_NO, "420106198502289026", "4201**********9026");
    expect(KERNEL__PERSONAL__DOCUMENT_NO, "420106850228902", "4201*******8902");
    expect(KERNEL__PERSONAL__DOCUMENT_NO, "E12345678", "E1*****78");
    expect(KERNEL__PERSONAL__DOCUMENT_NO, "E123", "****");
    expect(KERNEL__PERSONAL__NAME, "张三", "*三");
    expect(KERNEL__PERSONAL__NAME, "王小明", "王*明");
    expect(KERNEL__PERSONAL__NAME, "欧阳小明", "欧**明");
    expect(KERNEL__PERSONAL__NAME, "𠮷", "*");
    expect(KERNEL__PERSONAL__MOBILE, "13812345678", "138****5678");
    expect(KERNEL__PERSONAL__BANK_ACCOUNT, "6222021234567890123", "***************0123");
    expect(KERNEL__PERSONAL__ADDRESS, "武汉市江岸区某路1号", "***");
    expect(KERNEL__PERSONAL__CREDENTIAL, "x", "***");
    expect(KERNEL__PERSONAL__NAME, "", "");
    expect(KERNEL__PERSONAL__PUBLIC, "张三", "张三");
}

static void a_card_keeps_two_and_two(void **state) {
    (void) state;
    char out[16];
    assert_int_equal(mask_text(KERNEL__PERSONAL__CARD_NO, "A12345678", out, sizeof out), OK);
    assert_string_equal(out, "A1****78");
    assert_int_equal(mask_text(KERNEL__PERSONAL__CARD_NO, "A1", out, sizeof out), OK);
    assert_string_equal(out, "****");
}

static void a_small_buffer_keeps_whole_characters(void **state) {
    (void) state;
    char out[6];
    assert_int_equal(mask_text(KERNEL__PERSONAL__NAME, "欧阳小明", out, sizeof out), E_TOO_LONG);
    assert_string_equal(out, "欧**");
}

static SingSong masked(show how) {
    SingSong song = good_song();
    static Verse verse;
    static Verse *verses[] = {&verse};
    verse = (Verse) VERSE_INIT;
    verse.name = "张三";
    verse.wage_fen = 7;
    song.n_verse = 1;
    song.verse = verses;
    song.password = "secret";
    song.ending_case = CANARY__SING_SONG__ENDING_WORD;
    song.word = "private";
    assert_int_equal(mask_message(catalog_message("canary.SingSong"), &song.base, how, box), OK);
    return song;
}

static void a_list_shows_nothing_personal(void **state) {
    (void) state;
    SingSong song = masked(SHOW_MASKED);
    assert_string_equal(song.person_no, "1000000001");
    assert_string_equal(song.document_no, "4201**********9026");
    assert_string_equal(song.verse[0]->name, "*三");
    assert_int_equal(song.wage_fen, 0);
    assert_int_equal(song.verse[0]->wage_fen, 0);
    assert_string_equal(song.word, "***");
    assert_string_equal(song.password, "***");
}

static void the_unit_sees_wages_and_the_open_view_all_but_credentials(void **state) {
    (void) state;
    SingSong song = masked(SHOW_WAGE);
    assert_int_equal(song.verse[0]->wage_fen, 7);
    assert_string_equal(song.verse[0]->name, "*三");
    song = masked(SHOW_ALL);
    assert_string_equal(song.verse[0]->name, "张三");
    assert_string_equal(song.word, "private");
    assert_string_equal(song.password, "***");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_their_masks),
        cmocka_unit_test(a_card_keeps_two_and_two),
        cmocka_unit_test(a_small_buffer_keeps_whole_characters),
        cmocka_unit_test(a_list_shows_nothing_personal),
        cmocka_unit_test(the_unit_sees_wages_and_the_open_view_all_but_credentials),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
