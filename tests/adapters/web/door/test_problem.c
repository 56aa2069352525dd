/* Stories about answers: what a program and a person read of them. */
#include <jansson.h>

#include "adapters/web/door/problem.h"
#include "adapters/web/door/reply.h"
#include "adapters/web/pages/page.h"
#include "enrolment/add_member.pb-c.h"
#include "tests/lib/cmocka.h"

static arena *memory;

static json_t *parse(const char *text) {
    json_t *o = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(o);
    return o;
}

static const char *text_at(json_t *o, const char *name) {
    const char *text = json_string_value(json_object_get(o, name));
    return text ? text : "";
}

static void a_refusal_names_code_field_and_reads_in_both_languages(void **state) {
    problem p = {
        .code = E_ID_LENGTH, .field = "document_no", .instance = "/api/v1/x", .trace_id = "ab"};
    (void) state;
    json_t *zh = parse(problem_text(&p, false, memory)),
           *en = parse(problem_text(&p, true, memory));
    assert_string_equal(text_at(zh, "type"), "/problems#E_ID_LENGTH");
    assert_string_equal(text_at(zh, "code"), "E_ID_LENGTH");
    assert_string_equal(text_at(zh, "field"), "document_no");
    assert_string_equal(text_at(zh, "text"), status_text(E_ID_LENGTH, false));
    assert_string_equal(text_at(en, "text"), status_text(E_ID_LENGTH, true));
    assert_int_equal(json_integer_value(json_object_get(zh, "status")), 400);
    assert_true(json_is_false(json_object_get(zh, "retryable")));
    json_decref(zh);
    json_decref(en);
}

static void a_reason_says_what_to_do_next(void **state) {
    problem p = {.code = E_DEADLINE, .reason = "in_progress"};
    (void) state;
    json_t *zh = parse(problem_text(&p, false, memory)),
           *en = parse(problem_text(&p, true, memory));
    assert_string_equal(text_at(zh, "reason"), "in_progress");
    assert_string_equal(text_at(zh, "reasonText"), status_reason(E_DEADLINE, "in_progress", false));
    assert_string_equal(text_at(zh, "detail"), text_at(zh, "reasonText"));
    assert_non_null(strstr(text_at(zh, "detail"), "申报流水号"));
    assert_non_null(strstr(text_at(en, "reasonText"), "Idempotency-Key"));
    assert_string_equal(text_at(en, "text"), status_text(E_DEADLINE, true));
    json_decref(zh);
    json_decref(en);
}

static void a_busy_hall_says_when_to_come_back(void **state) {
    Bus__Answer answer = BUS__ANSWER__INIT;
    (void) state;
    answer.status = E_BUSY;
    answer.retry_after_ms = 2100;
    problem p = problem_of(&answer);
    assert_int_equal(problem_http(&p), 503);
    assert_int_equal(problem_wait_s(&p), 3);
    json_t *o = parse(problem_text(&p, true, memory));
    assert_true(json_is_true(json_object_get(o, "retryable")));
    json_decref(o);
}

static void a_success_carries_what_the_act_did(void **state) {
    Bus__Answer answer = BUS__ANSWER__INIT;
    Bus__RuleResult rule = BUS__RULE_RESULT__INIT, *rules[] = {&rule};
    Enrolment__MemberAdded added = ENROLMENT__MEMBER_ADDED__INIT;
    uint8_t packed[200];
    const char *text = NULL;
    (void) state;
    added.person_no = (char[]){"1000000123"};
    added.base_fen = 650000;
    rule.rule = (char[]){"unit_is_vip"};
    rule.passed = true;
    answer.outcome = BUS__OUTCOME__APPLIED;
    answer.position = (char[]){"9007199254740993"};
    answer.period = 202611;
    answer.received_at_us = 1795449600123456;
    answer.n_rule = 1;
    answer.rule = rules;
    answer.payload.len = enrolment__member_added__pack(&added, packed);
    answer.payload.data = packed;
    assert_int_equal(
        reply_text(catalog_command("enrolment.AddMember"), &answer, false, NULL, memory, &text),
        OK);
    json_t *o = parse(text), *reply = json_object_get(o, "reply");
    assert_string_equal(text_at(o, "status"), "OK");
    assert_string_equal(text_at(o, "outcome"), "APPLIED");
    assert_string_equal(text_at(o, "position"), "9007199254740993");
    assert_string_equal(text_at(o, "receivedAt"), "2026-11-24T00:00:00.123+08:00");
    assert_string_equal(text_at(json_array_get(json_object_get(o, "rules"), 0), "text"),
                        "单位为VIP单位");
    assert_string_equal(text_at(reply, "baseFen"), "650000");
    assert_int_equal(reply_http(&answer), 200);
    answer.outcome = BUS__OUTCOME__IN_REVIEW;
    assert_int_equal(reply_http(&answer), 202);
    json_decref(o);
}

/* A member who waits is charged nothing yet: no reply is something else than zeros. */
static void what_is_not_decided_has_no_reply(void **state) {
    static const Bus__Outcome waits[] = {BUS__OUTCOME__IN_REVIEW, BUS__OUTCOME__WOULD_REVIEW,
                                         BUS__OUTCOME__DRAFTED, BUS__OUTCOME__WOULD_DRAFT};
    static const char *const said[] = {"IN_REVIEW", "WOULD_REVIEW", "DRAFTED", "WOULD_DRAFT"};
    const command_type *command = catalog_command("enrolment.AddMember");
    (void) state;
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        Bus__Answer answer = BUS__ANSWER__INIT;
        const char *text = NULL;
        answer.status = OK;
        answer.outcome = waits[i];
        assert_int_equal(reply_text(command, &answer, false, NULL, memory, &text), OK);
        json_t *o = parse(text);
        assert_string_equal(text_at(o, "outcome"), said[i]);
        assert_null(json_object_get(o, "reply"));
        assert_int_equal(reply_http(&answer), i ? 200 : 202);
        json_decref(o);
    }
}

static void a_broken_payload_is_no_success(void **state) {
    Bus__Answer answer = BUS__ANSWER__INIT;
    const char *text = NULL;
    (void) state;
    answer.payload = (ProtobufCBinaryData){2, (uint8_t[]){0x0a, 0x7f}};
    assert_int_not_equal(
        reply_text(catalog_command("enrolment.AddMember"), &answer, false, NULL, memory, &text),
        OK);
}

static void the_example_number_has_a_right_check_digit(void **state) {
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    (void) state;
    for (uint32_t seed = 0; seed < 4000000000u; seed += 12345679u) {
        char number[19];
        int sum = 0;
        page_document_no(seed, number);
        for (int i = 0; i < 17; i++) sum += weights[i] * (number[i] - '0');
        sum += number[17] == 'X' ? 10 : number[17] - '0';
        assert_int_equal(strlen(number), 18);
        assert_int_equal(sum % 11, 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_names_code_field_and_reads_in_both_languages),
        cmocka_unit_test(a_reason_says_what_to_do_next),
        cmocka_unit_test(a_busy_hall_says_when_to_come_back),
        cmocka_unit_test(a_success_carries_what_the_act_did),
        cmocka_unit_test(what_is_not_decided_has_no_reply),
        cmocka_unit_test(a_broken_payload_is_no_success),
        cmocka_unit_test(the_example_number_has_a_right_check_digit),
    };
    memory = arena_open(1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(memory);
    return failed;
}
