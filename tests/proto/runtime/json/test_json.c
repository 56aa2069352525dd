/* json: the canonical form both ways, and what libprotobuf lets pass is refused. Agreement with
 * another implementation is test_json_agrees.py. */
#include "proto/runtime/json/json.h"

#include "tests/lib/canary.h"

static status from_text(const char *text, size_t bytes, SingSong **out, json_fault *fault) {
    ProtobufCBinaryData data = {0, NULL};
    status s = json_to_message("canary.SingSong", text, bytes, 0, box, &data, fault);
    if (s == OK)
        *out = (SingSong *) protobuf_c_message_unpack(&canary__sing_song__descriptor, arena_pb(box),
                                                      data.len, data.data);
    return s;
}

static SingSong *song_of(const char *text) {
    SingSong *song = NULL;
    assert_string_equal(status_name(from_text(text, strlen(text), &song, NULL)), "OK");
    assert_non_null(song);
    return song;
}

static void expect_refusal(const char *text, status code, const char *field, unsigned line) {
    SingSong *song = NULL;
    json_fault fault;
    status s = from_text(text, strlen(text), &song, &fault);
    assert_string_equal(status_name(s), status_name(code));
    assert_string_equal(fault.field, field);
    assert_int_equal(fault.line, line);
    assert_true(fault.text[0] != 0);
}

static void both_spellings_and_forms_are_read(void **state) {
    (void) state;
    SingSong *song =
        song_of("{\"personNo\": \"7\", \"document_no\": \"8\", \"wageFen\": \"650000\","
                "\"mood\": \"SAD\", \"verse\": [{\"name\": \"张三\", \"wageFen\": 5}],"
                "\"documentHash\": \"AQI=\", \"loud\": true, \"tag\": null}");
    assert_string_equal(song->person_no, "7");
    assert_string_equal(song->document_no, "8");
    assert_int_equal(song->wage_fen, 650000);
    assert_int_equal(song->mood, CANARY__MOOD__SAD);
    assert_string_equal(song->verse[0]->name, "张三");
    assert_int_equal(song->verse[0]->wage_fen, 5);
    assert_int_equal(song->document_hash.len, 2);
    assert_int_equal(song->n_tag, 0);
}

static void an_empty_text_is_the_empty_message(void **state) {
    (void) state;
    assert_string_equal(song_of("")->person_no, "");
}

static void printing_is_canonical(void **state) {
    (void) state;
    const char *text = NULL;
    SingSong song = good_song();
    song.mood = CANARY__MOOD__GLAD;
    song.big = UINT64_MAX;
    assert_int_equal(json_message(&song.base, JSON_PLAIN, box, &text), OK);
    assert_string_equal(text, "{\"personNo\":\"1000000001\",\"documentNo\":\"420106198502289026\","
                              "\"wageFen\":\"650000\",\"mood\":\"GLAD\","
                              "\"big\":\"18446744073709551615\"}");
    assert_int_equal(json_message(&song.base, JSON_PROTO_NAMES | JSON_DEFAULTS, box, &text), OK);
    assert_non_null(strstr(text, "\"wage_fen\":\"650000\""));
    assert_non_null(strstr(text, "\"loud\":false"));
}

static void what_is_printed_reads_back_equal(void **state) {
    (void) state;
    const char *text = NULL, *again = NULL;
    SingSong song = good_song();
    char *tags[] = {"换\n行", "\"引号\""};
    song.n_tag = 2;
    song.tag = tags;
    song.ending_case = CANARY__SING_SONG__ENDING_BEATS;
    song.beats = 0;
    assert_int_equal(json_message(&song.base, JSON_PRETTY, box, &text), OK);
    assert_int_equal(json_message(&song_of(text)->base, JSON_PRETTY, box, &again), OK);
    assert_string_equal(text, again);
}

static void faults_name_the_field(void **state) {
    (void) state;
    expect_refusal("{\"colour\": 1}", E_UNKNOWN_FIELD, "colour", 0);
    expect_refusal("{\"verse\": [{}, {\"nome\": 1}]}", E_UNKNOWN_FIELD, "verse[1].nome", 0);
    expect_refusal("{\"wageFen\": 1.5}", E_MALFORMED, "wage_fen", 0);
    expect_refusal("{\"verse\": [{\"wageFen\": \"x):\"}]}", E_MALFORMED, "verse[0].wage_fen", 0);
    expect_refusal("{\"verse\": {}}", E_MALFORMED, "verse", 0);
    expect_refusal("{\"tag\": [\"a\", null]}", E_MALFORMED, "tag[1]", 0);
    expect_refusal("{\"loud\": \"yes\"}", E_MALFORMED, "loud", 0);
    expect_refusal("{\"date\": 99999999999}", E_MALFORMED, "date", 0);
    expect_refusal("{\"personNo\": \"1\", \"person_no\": \"2\"}", E_MALFORMED, "person_no", 0);
    expect_refusal("{\"mood\": \"ANGRY\"}", E_MALFORMED, "mood", 0);
    expect_refusal("{\"word\": \"a\", \"beats\": 1}", E_MALFORMED, "", 0);
}

static void bad_shapes_name_the_line(void **state) {
    (void) state;
    expect_refusal("{\n\"tag\": [}", E_MALFORMED, "", 2);
    expect_refusal("{\"loud\": true,\n \"loud\": false}", E_MALFORMED, "", 2);
    expect_refusal("{\"personNo\": \"a\\u0000b\"}", E_TEXT, "", 1);
    expect_refusal("{\"personNo\": \"\xff\"}", E_TEXT, "", 1);
    expect_refusal("[1]", E_MALFORMED, "", 1);
    expect_refusal("{} {}", E_MALFORMED, "", 1);
    expect_refusal("{\"wageFen\": 99999999999999999999}", E_MALFORMED, "", 1);
}

static void depth_and_size_are_bounded(void **state) {
    (void) state;
    char deep[200] = "{\"verse\": ";
    memset(deep + strlen(deep), '[', 100);
    expect_refusal(deep, E_MALFORMED, "", 1);
    SingSong *song = NULL;
    static char large[2 * 1024 * 1024];
    assert_int_equal(from_text(large, sizeof large, &song, NULL), E_TOO_LARGE);
}

static void an_unknown_type_is_said(void **state) {
    (void) state;
    ProtobufCBinaryData data;
    const char *text;
    assert_int_equal(json_to_message("canary.Crow", "{}", 2, 0, box, &data, NULL),
                     E_UNKNOWN_METHOD);
    data = (ProtobufCBinaryData){1, (uint8_t *) "\xff"};
    assert_int_equal(json_from_message("canary.SingSong", data, 0, box, &text), E_MALFORMED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_spellings_and_forms_are_read),
        cmocka_unit_test(an_empty_text_is_the_empty_message),
        cmocka_unit_test(printing_is_canonical),
        cmocka_unit_test(what_is_printed_reads_back_equal),
        cmocka_unit_test(faults_name_the_field),
        cmocka_unit_test(bad_shapes_name_the_line),
        cmocka_unit_test(depth_and_size_are_bounded),
        cmocka_unit_test(an_unknown_type_is_said),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
