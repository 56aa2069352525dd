/* Codes to phones under a clock that the test drives: each limit from both sides, and what a
 * stranger can do with somebody else's number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen/notification/rows.h"
#include "proto/runtime/apply/apply.h"
#include "proto/runtime/changes.h"
#include "proto/runtime/crypt/seal.h"
#include "tests/lib/cmocka.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/mobile_code.h"

#define PHONE "13900000001"
#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)

static const uint8_t search_key[CRYPT_KEY_BYTES] = "search",
                     subject_key[CRYPT_KEY_BYTES] = "subject";
static const seal_secret secret = {CRYPT_SM, subject_key, search_key};

/* One hall, its clock, and what reached the phone last. */
static struct {
    arena *a;
    view *rows;
    changes *out;
    int64_t now_us;
    uint64_t commands;
    const char *source, *account;
    char text[600], code[7], code_no[33];
    unsigned texts;
} hall;

static ProtobufCBinaryData search_hash(const context *ctx, view *rows, const char *text) {
    (void) ctx;
    return seal_search_hash(secret.search, text, view_arena(rows));
}

static const ProtobufCMessage *open_row(void *self, view *v, const row_type *type,
                                        const ProtobufCMessage *sealed, arena *a) {
    (void) self, (void) v;
    ProtobufCMessage *out = NULL;
    assert_int_equal(seal_open(type->message, sealed, &secret, a, &out), OK);
    return out;
}

static int begin(void **state) {
    (void) state;
    memset(&hall, 0, sizeof hall);
    hall.a = arena_open(64u << 20);
    hall.rows = view_open(hall.a, open_row, NULL);
    hall.out = arena_alloc(hall.a, sizeof *hall.out);
    hall.now_us = date_us(20261127, 9);
    hall.source = "203.0.113.7";
    hall.account = "";
    view_all_known(hall.rows);
    return 0;
}

static int end(void **state) {
    (void) state;
    arena_close(hall.a);
    return 0;
}

/* ---- the stage ----------------------------------------------------------------------------- */

static context next_command(void) {
    uint8_t *id = arena_alloc(hall.a, 16);
    memset(id, 0, 16);
    memcpy(id, &(uint64_t){++hall.commands}, sizeof(uint64_t));
    changes_start(hall.out, hall.a);
    return (context){.command_id = id,
                     .received_at_us = hall.now_us,
                     .today = date_from_us(hall.now_us),
                     .actor = {.account_no = hall.account},
                     .source_address = hall.source,
                     .search_hash = search_hash};
}

static void hear(const change_event *e) {
    if (strcmp(e->type->name, "notification.OutgoingQueued") != 0) return;
    const OutgoingQueued *queued = (const OutgoingQueued *) e->message;
    snprintf(hall.text, sizeof hall.text, "%s", queued->text);
    const char *digits = strpbrk(hall.text, "0123456789");
    snprintf(hall.code, sizeof hall.code, "%.6s", digits);
    hall.texts++;
}

static void apply_all(void) {
    event_head head = {hall.now_us, hall.account, ""};
    for (size_t i = 0; i < hall.out->n_event; i++) {
        const change_event *e = &hall.out->event[i];
        ProtobufCMessage *sealed;
        hear(e);
        assert_int_equal(seal_message(e->type->message, e->message, &secret, hall.a, &sealed), OK);
        assert_int_equal(apply(e->type, sealed, &head, hall.rows), OK);
    }
}

static verdict ask(const char *name, const char *mobile, bool known) {
    context ctx = next_command();
    mobile_code_sent sent;
    const mobile_code_ask asked = {CODE_USE_RESET, mobile, name, "", known};
    verdict v = mobile_code_send(&ctx, hall.rows, &asked, hall.out, &sent);
    if (refused(v)) {
        assert_int_equal(hall.out->n_event, 0);
        return v;
    }
    snprintf(hall.code_no, sizeof hall.code_no, "%s", sent.code_no);
    assert_int_equal(sent.expires_at_us, hall.now_us + 5 * MINUTE);
    apply_all();
    return v;
}

static bool asks(const char *name, const char *mobile, bool known) {
    return !refused(ask(name, mobile, known));
}

static bool fits_as(int32_t use, const char *name, const char *code_no, const char *code) {
    context ctx = next_command();
    const mobile_code_typed typed = {use, name, code_no, code};
    verdict v = mobile_code_check(&ctx, hall.rows, &typed, hall.out);
    if (refused(v)) {
        assert_int_equal(v.code, E_AUTH_CODE);
        assert_string_equal(v.field, "code");
    }
    apply_all();
    return !refused(v);
}

static bool fits(const char *name, const char *code) {
    return fits_as(CODE_USE_RESET, name, hall.code_no, code);
}

/* Another code than the one that was sent. */
static const char *wrong(void) {
    static char out[12];
    snprintf(out, sizeof out, "%06u", ((unsigned) atoi(hall.code) + 1) % 1000000u);
    return out;
}

static void expect(verdict v, status code, const char *reason) {
    assert_int_equal(v.code, code);
    assert_string_equal(v.reason ? v.reason : "", reason);
}

/* ---- stories ------------------------------------------------------------------------------- */

static void a_code_opens_once_what_it_was_sent_for(void **state) {
    (void) state;
    assert_true(asks("zhang", "+86 139-0000-0001", false));
    assert_non_null(strstr(hall.text, "重置密码"));
    assert_int_equal(strspn(hall.code, "0123456789"), 6);
    assert_false(fits("li", hall.code));
    assert_false(fits_as(CODE_USE_ACTIVATION, "zhang", hall.code_no, hall.code));
    assert_false(fits_as(CODE_USE_RESET, "zhang", "0123456789abcdef0123456789abcdef", hall.code));
    assert_true(fits("zhang", hall.code));
    assert_false(fits("zhang", hall.code));
}

static void five_wrong_ones_end_a_code(void **state) {
    (void) state;
    assert_true(asks("zhang", PHONE, false));
    for (int i = 0; i < 4; i++) assert_false(fits("zhang", wrong()));
    assert_true(fits("zhang", hall.code));
    hall.now_us += MINUTE;
    assert_true(asks("zhang", PHONE, false));
    for (int i = 0; i < 5; i++) assert_false(fits("zhang", i % 2 ? "" : wrong()));
    assert_false(fits("zhang", hall.code));
}

static void a_code_ends_after_five_minutes(void **state) {
    (void) state;
    assert_true(asks("zhang", PHONE, false));
    hall.now_us += 5 * MINUTE - 1;
    assert_true(fits("zhang", hall.code));
    hall.now_us += MINUTE;
    assert_true(asks("zhang", PHONE, false));
    hall.now_us += 5 * MINUTE;
    assert_false(fits("zhang", hall.code));
}

static void one_a_minute_and_five_a_day(void **state) {
    (void) state;
    hall.source = "";
    for (int i = 0; i < 5; i++) {
        assert_true(asks("zhang", PHONE, false));
        hall.now_us += MINUTE - 1;
        if (i < 4) expect(ask("zhang", PHONE, false), E_TOO_OFTEN, "code_minute");
        hall.now_us += 1;
    }
    expect(ask("zhang", PHONE, false), E_TOO_OFTEN, "code_day");
    hall.now_us = date_us(20261127, 0) + 24 * 60 * MINUTE - 1;
    expect(ask("zhang", PHONE, false), E_TOO_OFTEN, "code_day");
    hall.now_us += 1;
    assert_true(asks("zhang", PHONE, false));
    assert_int_equal(hall.texts, 6);
}

/* From many addresses and under many names: the phone rings five times, and the holder, who has a
 * session, is sent his own codes all the same. */
static void strangers_neither_flood_a_number_nor_use_up_what_is_the_holders(void **state) {
    (void) state;
    char name[32], from[32];
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "name%d", i / 5);
        snprintf(from, sizeof from, "198.51.100.%d", i);
        hall.source = from;
        ask(name, PHONE, false);
        hall.now_us += MINUTE;
    }
    assert_int_equal(hall.texts, 5);
    hall.account = "zhang";
    for (int i = 0; i < 5; i++, hall.now_us += MINUTE) assert_true(asks("zhang", PHONE, true));
    assert_int_equal(hall.texts, 10);
    expect(ask("zhang", PHONE, true), E_TOO_OFTEN, "code_day");
}

static void one_address_asks_three_times_for_a_name_and_twenty_in_all(void **state) {
    (void) state;
    char name[32];
    unsigned n = 0;
    for (int i = 0; i < 4; i++, hall.now_us += MINUTE)
        assert_int_equal(asks("zhang", PHONE, false), i < 3);
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "name%d", i);
        n += asks(name, "", false);
    }
    assert_int_equal(n, 17);
    expect(ask("wang", "", false), E_TOO_OFTEN, "code_day");
    hall.source = "203.0.113.8";
    assert_true(asks("zhang", PHONE, false));
    hall.source = "2001:db8::1";
    for (int i = 0; i < 3; i++, hall.now_us += MINUTE) assert_true(asks("li", PHONE, false));
    hall.source = "2001:db8::ffff:2";
    expect(ask("li", PHONE, false), E_TOO_OFTEN, "code_day");
}

/* A session's owner who types other people's numbers: ten a day, whoever they are. */
static void one_account_asks_ten_times_a_day(void **state) {
    (void) state;
    char mobile[32];
    hall.account = "zhang";
    for (int i = 0; i < 10; i++) {
        snprintf(mobile, sizeof mobile, "138000000%02d", i);
        assert_true(asks("zhang", mobile, true));
    }
    expect(ask("zhang", "13800000099", true), E_TOO_OFTEN, "code_day");
    hall.account = "li";
    assert_true(asks("li", "13800000099", true));
}

/* Whether there is a number behind a name, the asker does not learn: the same answers, events and
 * limits; only that nothing is sent and no digits fit. */
static void nobody_learns_whether_a_name_has_a_number(void **state) {
    (void) state;
    hall.source = "";
    for (int i = 0; i < 5; i++, hall.now_us += MINUTE) {
        verdict one = ask("there", PHONE, false);
        assert_int_equal(hall.out->n_event, 2);
        verdict other = ask("nobody", "", false);
        assert_int_equal(hall.out->n_event, 1);
        assert_int_equal(one.code, other.code);
    }
    expect(ask("there", PHONE, false), E_TOO_OFTEN, "code_day");
    expect(ask("nobody", "", false), E_TOO_OFTEN, "code_day");
    assert_int_equal(hall.texts, 5);
    assert_false(fits("nobody", ""));
    for (int i = 0; i < 5; i++) assert_false(fits("nobody", hall.code));
}

static void a_number_that_is_none_is_refused(void **state) {
    (void) state;
    verdict v = ask("zhang", "12345", true);
    expect(v, E_MOBILE, "");
    assert_string_equal(v.field, "mobile");
}

/* A clock that was set back does not stop the codes of a number for ever. */
static void a_clock_that_was_ahead_is_forgotten(void **state) {
    (void) state;
    hall.now_us += 10 * MINUTE;
    assert_true(asks("zhang", PHONE, false));
    hall.now_us -= 10 * MINUTE;
    assert_true(asks("zhang", PHONE, false));
    hall.now_us -= 1;
    expect(ask("zhang", PHONE, false), E_TOO_OFTEN, "code_minute");
}

/* Two thousand codes: each first digit about as often as another. */
static void codes_are_spread_evenly(void **state) {
    (void) state;
    unsigned first[10] = {0};
    char name[32], mobile[16];
    hall.source = "";
    for (int i = 0; i < 2000; i++) {
        snprintf(name, sizeof name, "name%d", i);
        snprintf(mobile, sizeof mobile, "138%08d", i);
        assert_true(asks(name, mobile, false));
        first[hall.code[0] - '0']++;
    }
    for (int i = 0; i < 10; i++) assert_in_range(first[i], 140, 260);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(a_code_opens_once_what_it_was_sent_for),
        STORY(five_wrong_ones_end_a_code),
        STORY(a_code_ends_after_five_minutes),
        STORY(one_a_minute_and_five_a_day),
        STORY(strangers_neither_flood_a_number_nor_use_up_what_is_the_holders),
        STORY(one_address_asks_three_times_for_a_name_and_twenty_in_all),
        STORY(one_account_asks_ten_times_a_day),
        STORY(nobody_learns_whether_a_name_has_a_number),
        STORY(a_number_that_is_none_is_refused),
        STORY(a_clock_that_was_ahead_is_forgotten),
        STORY(codes_are_spread_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
