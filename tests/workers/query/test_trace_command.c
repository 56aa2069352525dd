/* The code of a complaint is read as people write it, and what is shown of a command names neither
 * a person's account nor anything that stood in it. */
#include <string.h>

#include "gen/query/rows.h"
#include "gen/query/trace_command.h"
#include "kernel/envelope.pb-c.h"
#include "proto/runtime/view/history.h"
#include "proto/runtime/view/traces.h"
#include "tests/lib/cmocka.h"
#include "tests/workers/query/desk.h"

#define NUMBER "019ac0de-1234-7abc-8def-0123456789ab"

static verdict ask(desk *d, const TraceCommand *in) {
    context ctx = {.actor = {.account_no = "it01"}};
    desk_again(d);
    return query_trace_command(&ctx, d->rows, in, d->out);
}

static verdict ask_code(desk *d, const char *code) {
    TraceCommand in = TRACE_COMMAND_INIT;
    in.code = lend(code);
    return ask(d, &in);
}

static traced kept(Kernel__Role role, const char *sender) {
    static uint8_t packed[64];
    Bus__Answer answer = BUS__ANSWER__INIT;
    answer.status = E_DUP_ENROL;
    traced t = {.place = TRACED_KEPT,
                .method = "enrolment.AddMember",
                .reason = "",
                .actor = sender,
                .origin = "outside",
                .channel = "browser",
                .key_no = "",
                .worker = "worker2",
                .role = role,
                .at_us = 7,
                .times = 2,
                .position = 9};
    memcpy(t.command_id, "\x01\x9a\xc0\xde\x12\x34\x7a\xbc\x8d\xef\x01\x23\x45\x67\x89\xab", 16);
    t.answer = (ProtobufCBinaryData){bus__answer__pack(&answer, packed), packed};
    return t;
}

static const TracedCommand *only(const desk *d) {
    const CommandsFound *reply = (const CommandsFound *) d->out->reply;
    assert_int_equal(reply->n_command, 1);
    return reply->command[0];
}

static void a_code_is_read_as_people_write_it(void **state) {
    (void) state;
    static const char *const same[] = {
        NUMBER,
        "019AC0DE-1234-7ABC-8DEF-0123456789AB",
        "019ac0de12347abc8def0123456789ab",
        " 019a c0de 1234 7abc 8def 0123 4567 89ab",
        "E_PARKED · 019ac0de12347abc8def0123456789ab",
        "０１９ａ　ｃ０ｄｅ　１２３４　７ＡＢＣ　８ｄｅｆ　０１２３　４５６７　８９ａｂ"};
    for (unsigned i = 0; i < sizeof same / sizeof *same; i++) {
        desk d = open_desk();
        ask_code(&d, same[i]);
        assert_true(view_missing(d.rows));
        const trace_search *wanted = view_wanted_traces(d.rows);
        assert_non_null(wanted);
        traced one = kept(KERNEL__ROLE__UNIT_OPERATOR, "unit01");
        assert_memory_equal(wanted->first, one.command_id, 16);
        assert_memory_equal(wanted->last, one.command_id, 16);
        view_put_traces(d.rows, (trace_list){1, &one});
        assert_int_equal(ask_code(&d, same[i]).code, OK);
        assert_string_equal(only(&d)->command_id, NUMBER);
        arena_close(d.a);
    }
}

static void a_shortened_code_is_all_that_begin_with_it(void **state) {
    (void) state;
    desk d = open_desk();
    ask_code(&d, "019A C0DE 1234 7");
    const trace_search *wanted = view_wanted_traces(d.rows);
    assert_memory_equal(wanted->first, "\x01\x9a\xc0\xde\x12\x34\x70\0\0\0\0\0\0\0\0\0", 16);
    assert_memory_equal(wanted->last,
                        "\x01\x9a\xc0\xde\x12\x34\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff", 16);
    arena_close(d.a);
}

static void what_is_no_code_is_refused(void **state) {
    (void) state;
    static const char *const bad[] = {"019ac0de123", "019ac0de12347abc8def0123456789abc",
                                      "zz9ac0de1234", "' or 1=1", "····"};
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        desk d = open_desk();
        verdict v = ask_code(&d, bad[i]);
        assert_int_equal(v.code, E_FORM);
        assert_string_equal(v.field, "code");
        arena_close(d.a);
    }
}

static void a_search_needs_a_code_or_account_and_time(void **state) {
    (void) state;
    static const struct {
        const char *code, *account;
        int64_t at_us;
        status wanted;
        const char *field;
    } asked[] = {{"", "", 0, E_REQUIRED, "code"},
                 {"", "unit01", 0, E_REQUIRED, "at_us"},
                 {"", "", 5, E_REQUIRED, "by_account"},
                 {NUMBER, "unit01", 5, E_FORM, "by_account"}};
    for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) {
        desk d = open_desk();
        TraceCommand in = TRACE_COMMAND_INIT;
        in.code = lend(asked[i].code), in.by_account = lend(asked[i].account),
        in.at_us = asked[i].at_us;
        verdict v = ask(&d, &in);
        assert_int_equal(v.code, asked[i].wanted);
        assert_string_equal(v.field, asked[i].field);
        arena_close(d.a);
    }
}

static void an_insured_persons_account_is_not_shown(void **state) {
    (void) state;
    static const struct {
        Kernel__Role role;
        const char *sender, *shown;
    } asked[] = {{KERNEL__ROLE__PERSON, "p10000001", ""},
                 {KERNEL__ROLE__UNIT_OPERATOR, "unit01", "unit01"},
                 {KERNEL__ROLE__ROLE_NONE, "p10000001", ""}};
    for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) {
        desk d = open_desk();
        traced one = kept(asked[i].role, asked[i].sender);
        ask_code(&d, NUMBER);
        view_put_traces(d.rows, (trace_list){1, &one});
        assert_int_equal(ask_code(&d, NUMBER).code, OK);
        assert_string_equal(only(&d)->account_no, asked[i].shown);
        assert_int_equal(only(&d)->status, E_DUP_ENROL);
        arena_close(d.a);
    }
}

static void places_that_know_one_command_are_one(void **state) {
    (void) state;
    static uint8_t stamped[64];
    Bus__Stamp stamp = BUS__STAMP__INIT;
    stamp.received_at_us = 6, stamp.shard = 17, stamp.delivery = 3, stamp.broker = lend("broker1");
    desk d = open_desk();
    traced found[2] = {kept(KERNEL__ROLE__UNIT_OPERATOR, "unit01"),
                       kept(KERNEL__ROLE__ROLE_NONE, "")};
    found[1].place = TRACED_PARKED, found[1].reason = "killed_worker",
    found[1].state = QUERY__PARK_STATE__PARK_RELEASED;
    found[1].times = 4, found[1].worker = "worker1";
    found[1].stamp = (ProtobufCBinaryData){bus__stamp__pack(&stamp, stamped), stamped};
    ask_code(&d, NUMBER);
    view_put_traces(d.rows, (trace_list){2, found});
    assert_int_equal(ask_code(&d, NUMBER).code, OK);
    const TracedCommand *one = only(&d);
    assert_true(one->answered);
    assert_int_equal(one->attempts, 4);
    assert_string_equal(one->worker, "worker2");
    assert_int_equal(one->deliveries, 3);
    assert_int_equal(one->shard, 17);
    assert_int_equal(one->parked, QUERY__PARK_STATE__PARK_RELEASED);
    assert_int_equal(one->received_at_us, 7);
    arena_close(d.a);
}

/* What is counted by the minute stands at its minute, what came outside of the span not at all. */
static void an_accounts_own_record_is_told(void **state) {
    (void) state;
    const int64_t minute = 60000000;
    desk d = open_desk();
    AccessRefused refused = ACCESS_REFUSED_INIT;
    RecordProbed probed = RECORD_PROBED_INIT;
    refused.method = lend("enrolment.AddMember"), refused.n = 3, refused.minute_us = 100 * minute;
    probed.method = lend("enrolment.AddMember"), probed.n = 2, probed.minute_us = 300 * minute;
    history_event logged[2] = {{.received_at_us = 500 * minute,
                                .method = "query.AccessRefused",
                                .type = catalog_event("query.AccessRefused"),
                                .event = &refused.base},
                               {.received_at_us = 100 * minute,
                                .method = "query.AccessRefused",
                                .type = catalog_event("query.RecordProbed"),
                                .event = &probed.base}};
    TraceCommand in = TRACE_COMMAND_INIT;
    in.by_account = lend("unit01"), in.at_us = 100 * minute;
    view_put_history(d.rows, "unit01", 2, logged);
    ask(&d, &in);
    view_put_traces(d.rows, (trace_list){0, NULL});
    assert_int_equal(ask(&d, &in).code, OK);
    const CommandsFound *reply = (const CommandsFound *) d.out->reply;
    assert_int_equal(reply->n_event, 1);
    assert_int_equal(reply->event[0]->n, 3);
    assert_int_equal(reply->event[0]->at_us, 100 * minute);
    assert_string_equal(reply->event[0]->method, "enrolment.AddMember");
    arena_close(d.a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_read_as_people_write_it),
        cmocka_unit_test(a_shortened_code_is_all_that_begin_with_it),
        cmocka_unit_test(what_is_no_code_is_refused),
        cmocka_unit_test(a_search_needs_a_code_or_account_and_time),
        cmocka_unit_test(an_insured_persons_account_is_not_shown),
        cmocka_unit_test(an_accounts_own_record_is_told),
        cmocka_unit_test(places_that_know_one_command_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
