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

/* Seven empty fields are seven errors of one answer, each at its field. */
static void every_fault_stands_at_its_field(void **state) {
    char *const fields[] = {(char[]){"name"}, (char[]){"document_no"}};
    Bus__Fault fault[2] = {BUS__FAULT__INIT, BUS__FAULT__INIT}, *faults[] = {&fault[0], &fault[1]};
    Bus__Answer answer = BUS__ANSWER__INIT;
    (void) state;
    for (int i = 0; i < 2; i++) fault[i].field = fields[i];
    fault[0].status = answer.status = E_TOO_LONG;
    fault[1].status = E_ID_CHECK;
    answer.field = fields[0];
    answer.n_fault = 2;
    answer.fault = faults;
    problem p = problem_of(&answer);
    p.input = catalog_message("enrolment.AddMember");
    json_t *zh = parse(problem_text(&p, false, memory)),
           *en = parse(problem_text(&p, true, memory));
    json_t *name = json_array_get(json_object_get(zh, "errors"), 0);
    json_t *number = json_array_get(json_object_get(zh, "errors"), 1);
    assert_string_equal(text_at(name, "label"), "姓名");
    assert_string_equal(text_at(name, "text"), "内容过长（最多100个字）");
    assert_string_equal(text_at(number, "pointer"), "/documentNo");
    assert_string_equal(text_at(number, "next"), "请逐位核对，通常是抄错了一位");
    assert_string_equal(text_at(zh, "detail"), "姓名：内容过长（最多100个字）");
    assert_non_null(strstr(text_at(en, "detail"), "(100 characters at most)"));
    json_decref(zh);
    json_decref(en);
}

static void a_field_of_a_list_is_found_by_its_path(void **state) {
    (void) state;
    problem p = {.code = E_PERIOD,
                 .field = "month[3].period",
                 .input = catalog_message("collection.SetCalendarYear")};
    json_t *o = parse(problem_text(&p, false, memory));
    json_t *error = json_array_get(json_object_get(o, "errors"), 0);
    assert_string_equal(text_at(error, "field"), "month[3].period");
    assert_string_equal(text_at(error, "pointer"), "/month/3/period");
    assert_true(*text_at(error, "label"));
    json_decref(o);
}

static void what_is_no_field_has_a_text_and_no_pointer(void **state) {
    (void) state;
    problem p = {.code = E_FORM,
                 .field = "Idempotency-Key",
                 .input = catalog_message("enrolment.AddMember")};
    json_t *o = parse(problem_text(&p, false, memory));
    json_t *error = json_array_get(json_object_get(o, "errors"), 0);
    assert_string_equal(text_at(error, "field"), "Idempotency-Key");
    assert_null(json_object_get(error, "pointer"));
    json_decref(o);
}

/* Who is refused by a gate is told which, by whom, since and until when, and what works now. */
static void a_gate_says_whose_decision_it_is_and_until_when(void **state) {
    Bus__Fault fault = BUS__FAULT__INIT, *faults[] = {&fault};
    Bus__Answer answer = BUS__ANSWER__INIT;
    (void) state;
    fault.status = answer.status = E_PERIOD_CLOSED;
    fault.since_us = 1795449600000000;
    answer.n_fault = 1;
    answer.fault = faults;
    problem p = problem_of(&answer);
    json_t *o = parse(problem_text(&p, false, memory)), *gate = json_object_get(o, "gate");
    assert_string_equal(text_at(gate, "kind"), "WINDOW");
    assert_string_equal(text_at(gate, "by"), "市社会保险基金结算中心");
    assert_string_equal(text_at(gate, "since"), "2026-11-24T00:00:00.000+08:00");
    assert_null(json_object_get(gate, "until"));
    assert_true(*text_at(gate, "next"));
    assert_null(json_object_get(o, "errors"));
    json_decref(o);
}

static void a_reason_may_rest_on_another_decision_than_its_code(void **state) {
    (void) state;
    problem own = {.code = E_AGREEMENT, .reason = "agreement_unsigned"};
    problem barred = {.code = E_AGREEMENT, .reason = "agreement_barred"};
    json_t *one = parse(problem_text(&own, false, memory)),
           *other = parse(problem_text(&barred, false, memory));
    json_t *by = json_object_get(json_object_get(one, "gate"), "by");
    assert_false(json_equal(by, json_object_get(json_object_get(other, "gate"), "by")));
    json_decref(one);
    json_decref(other);
}

static void a_filing_that_waits_is_told_for_whom(void **state) {
    Bus__Answer answer = BUS__ANSWER__INIT;
    const char *text = NULL;
    (void) state;
    answer.outcome = BUS__OUTCOME__IN_REVIEW;
    assert_int_equal(
        reply_text(catalog_command("enrolment.AddMember"), &answer, false, NULL, memory, &text),
        OK);
    json_t *o = parse(text), *gate = json_object_get(o, "gate");
    assert_string_equal(text_at(gate, "kind"), "VIP");
    assert_string_equal(text_at(gate, "by"), "区社保处");
    json_decref(o);
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
        cmocka_unit_test(every_fault_stands_at_its_field),
        cmocka_unit_test(a_field_of_a_list_is_found_by_its_path),
        cmocka_unit_test(what_is_no_field_has_a_text_and_no_pointer),
        cmocka_unit_test(a_gate_says_whose_decision_it_is_and_until_when),
        cmocka_unit_test(a_reason_may_rest_on_another_decision_than_its_code),
        cmocka_unit_test(a_filing_that_waits_is_told_for_whom),
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
