/* check: each fault protobuf-c lets pass is refused by its own code, with the path of the field. */
#include "proto/runtime/check.h"

#include "tests/lib/canary.h"

static const message_type *song_type(void) {
    return catalog_message("canary.SingSong");
}

static verdict check_song(const SingSong *song) {
    faults found = {0};
    check_message(song_type(), &song->base, box, &found);
    return faults_first(&found);
}

static void expect(verdict v, status code, const char *field) {
    assert_string_equal(status_name(v.code), status_name(code));
    assert_string_equal(v.field ? v.field : "", field);
}

static void a_good_song_passes(void **state) {
    (void) state;
    SingSong song = good_song();
    expect(check_song(&song), OK, "");
}

static void required_means_not_the_default(void **state) {
    (void) state;
    SingSong song = good_song();
    song.person_no = "";
    expect(check_song(&song), E_REQUIRED, "person_no");
}

static void what_is_changed_at_a_counter_is_not_filed(void **state) {
    (void) state;
    SingSong song = good_song();
    song.hatched = 20260501;
    expect(check_song(&song), E_KEY_FIELD, "hatched");
    song.hatched = 20260231;
    expect(check_song(&song), E_KEY_FIELD, "hatched");
}

static void a_fault_in_a_list_names_the_member(void **state) {
    (void) state;
    SingSong song = good_song();
    Verse good = VERSE_INIT, bad = VERSE_INIT;
    good.name = "啦";
    Verse *verses[] = {&good, &good, &bad};
    song.n_verse = 3;
    song.verse = verses;
    expect(check_song(&song), E_REQUIRED, "verse[2].name");
    bad.name = "嘟";
    expect(check_song(&song), OK, "");
    bad.feather = 7;
    expect(check_song(&song), E_CODE_VALUE, "verse[2].feather");
}

static void lists_and_texts_have_limits(void **state) {
    (void) state;
    SingSong song = good_song();
    Verse verse = VERSE_INIT;
    verse.name = "啦";
    Verse *verses[] = {&verse, &verse, &verse, &verse};
    song.n_verse = 4;
    song.verse = verses;
    expect(check_song(&song), E_TOO_LONG, "verse");
    song.n_verse = 0;
    song.person_no = "10000000011";
    expect(check_song(&song), E_TOO_LONG, "person_no");
}

static void text_is_utf8_without_controls(void **state) {
    (void) state;
    static const char *const bad[] = {
        "\xff",       "\xc0\xaf",   "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\x01",
        "\xe5\xbc",   "\xc2\x85",   "\x7f",         "张\u202E三",       "张\u200B三",
        "\uFEFF张三", "张三\u2066", "张\u2028三",   "\U000E0041",       "\uFFFE"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        SingSong song = good_song();
        char *tags[] = {"张", (char *) bad[i]};
        song.n_tag = 2;
        song.tag = tags;
        expect(check_song(&song), E_TEXT, "tag[1]");
    }
}

static void numbers_have_a_range_and_a_calendar(void **state) {
    (void) state;
    SingSong song = good_song();
    song.wage_fen = 1000001;
    expect(check_song(&song), E_RANGE, "wage_fen");
    song.wage_fen = -1;
    expect(check_song(&song), E_RANGE, "wage_fen");
    song.wage_fen = 0; /* not required: not given */
    expect(check_song(&song), OK, "");
    song.date = 20250229;
    expect(check_song(&song), E_DATE, "date");
    song.date = 20240229;
    song.period = 202413;
    expect(check_song(&song), E_PERIOD, "period");
}

static void enums_and_codes_are_declared(void **state) {
    (void) state;
    SingSong song = good_song();
    song.mood = (Canary__Mood) 9;
    expect(check_song(&song), E_CODE_VALUE, "mood");
    song.mood = CANARY__MOOD__SAD;
    song.feather = "2";
    expect(check_song(&song), E_CODE_VALUE, "feather");
    song.feather = "02";
    expect(check_song(&song), OK, "");
}

static void named_patterns_hold(void **state) {
    (void) state;
    SingSong song = good_song();
    song.request = "0190163d-8694-739b-aea5-966c26f8ad9";
    expect(check_song(&song), E_FORM, "request");
    song.request = "0190163d-8694-739b-aea5-966c26f8ad90";
    song.day = "20230230";
    expect(check_song(&song), E_DATE, "day");
    song.day = "20230228";
    expect(check_song(&song), OK, "");
}

static void an_unset_member_of_a_oneof_is_not_looked_at(void **state) {
    (void) state;
    SingSong song = good_song();
    song.ending_case = CANARY__SING_SONG__ENDING_BEATS;
    song.beats = 7; /* shares its memory with the text */
    expect(check_song(&song), OK, "");
    song.ending_case = CANARY__SING_SONG__ENDING_WORD;
    song.word = "\xff";
    expect(check_song(&song), E_TEXT, "word");
}

static verdict unpack(const void *data, size_t bytes, arena *a) {
    ProtobufCMessage *out = NULL;
    verdict v =
        check_unpack(song_type(), (ProtobufCBinaryData){bytes, (uint8_t *) data}, 0, a, &out);
    assert_int_equal(!out, refused(v));
    return v;
}

static void bytes_become_a_checked_message(void **state) {
    (void) state;
    SingSong song = good_song();
    ProtobufCBinaryData bytes = packed(&song.base);
    expect(unpack(bytes.data, bytes.len, box), OK, "");
    expect(unpack(bytes.data, bytes.len - 1, box), E_MALFORMED, "");
    expect(unpack(NULL, 0, box), E_REQUIRED, "person_no");
}

static void an_inner_nul_is_seen(void **state) {
    (void) state;
    expect(unpack("\x0a\x03"
                  "1\0"
                  "2",
                  5, box),
           E_TEXT, "person_no");
    expect(unpack("\x42\x05\x0a\x03"
                  "a\0"
                  "b",
                  7, box),
           E_TEXT, "name");
}

static void unknown_fields_and_groups_are_refused(void **state) {
    (void) state;
    expect(unpack("\x0a\x01"
                  "1"
                  "\xf8\x07\x01",
                  6, box),
           E_UNKNOWN_FIELD, "#127");
    expect(unpack("\x0b\x0c", 2, box), E_MALFORMED, "");
}

/* Given a message with three faults, then each is named, its field is empty, the others are as they
 * came. */
static void all_faults_are_found_and_emptied(void **state) {
    (void) state;
    SingSong song = good_song();
    faults found = {0};
    ProtobufCMessage *out = NULL;
    song.person_no = "";
    song.document_no = "\x1b[2J";
    song.wage_fen = -1;
    ProtobufCBinaryData bytes = packed(&song.base);
    verdict v = check_unpack_all(song_type(), bytes, 0, CHECK_WHOLE, box, &found, &out);
    assert_false(refused(v));
    const SingSong *read = (const SingSong *) out;
    assert_int_equal(found.n, 3);
    expect(found.fault[0], E_REQUIRED, "person_no");
    expect(found.fault[1], E_TEXT, "document_no");
    expect(found.fault[2], E_RANGE, "wage_fen");
    assert_string_equal(read->document_no, "");
    assert_int_equal(read->wage_fen, 0);
    found.n = 0;
    v = check_unpack_all(song_type(), bytes, 0, CHECK_DRAFT, box, &found, &out);
    assert_int_equal(found.n, 2);
    assert_string_equal(found.fault[0].field, "document_no");
}

/* A limit of a text counts characters, as people do, whatever they take in bytes. */
static void lengths_count_characters(void **state) {
    (void) state;
    SingSong song = good_song();
    char text[3 * (CHECK_TEXT_MAX + 1) + 1] = "", *tags[] = {text};
    song.n_tag = 1;
    song.tag = tags;
    for (unsigned i = 0; i < CHECK_TEXT_MAX; i++) strcat(text, "啦");
    expect(check_song(&song), OK, "");
    strcat(text, "啦");
    expect(check_song(&song), E_TOO_LONG, "tag[0]");
}

static void size_and_memory_are_bounded(void **state) {
    (void) state;
    static uint8_t large[70000];
    expect(unpack(large, sizeof large, box), E_TOO_LARGE, "");
    /* 60 KB of empty sub-messages would become megabytes. */
    static uint8_t many[60000];
    for (size_t i = 0; i < sizeof many; i += 2) many[i] = 0x42;
    arena *small = arena_open(256 * 1024);
    expect(unpack(many, sizeof many, small), E_ARENA, "");
    arena_close(small);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_song_passes),
        cmocka_unit_test(required_means_not_the_default),
        cmocka_unit_test(what_is_changed_at_a_counter_is_not_filed),
        cmocka_unit_test(a_fault_in_a_list_names_the_member),
        cmocka_unit_test(lists_and_texts_have_limits),
        cmocka_unit_test(text_is_utf8_without_controls),
        cmocka_unit_test(numbers_have_a_range_and_a_calendar),
        cmocka_unit_test(enums_and_codes_are_declared),
        cmocka_unit_test(named_patterns_hold),
        cmocka_unit_test(an_unset_member_of_a_oneof_is_not_looked_at),
        cmocka_unit_test(bytes_become_a_checked_message),
        cmocka_unit_test(an_inner_nul_is_seen),
        cmocka_unit_test(unknown_fields_and_groups_are_refused),
        cmocka_unit_test(all_faults_are_found_and_emptied),
        cmocka_unit_test(lengths_count_characters),
        cmocka_unit_test(size_and_memory_are_bounded),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
