/* Stories of the gate of the second factor: which acts it stops, and what lets them pass; and of
 * the agreement for a case that came back (labels: A26 A35 S65). */
#include "gen/access/rows.h"
#include "gen/desk/rows.h"
#include "gen/enrolment/suspend_member.h"
#include "gen/query/reveal_person.h"
#include "gen/review/approve_case.h"
#include "gen/review/submit_case.h"
#include "tests/workers/engine/office.h"

static office *o;

static int open_hall(void **state) {
    (void) state;
    o = open_office();
    return 0;
}

static int close_hall(void **state) {
    (void) state;
    close_office(o);
    return 0;
}

static verdict ask_calendar(const char *account) {
    SetCalendar in = calendar();
    return pass(o, account, "collection.SetCalendar", &in.base);
}

static void an_act_of_high_risk_says_what_it_lacks(void **state) {
    (void) state;
    verdict v = ask_calendar("c1");
    assert_int_equal(v.code, E_AUTH_FACTOR);
    assert_string_equal(v.reason, "no_factor");
    Factor own = FACTOR_INIT;
    own.account_no = lend("c1");
    PUT(o, factor, own);
    assert_string_equal(ask_calendar("c1").reason, "confirm");
    assert_int_equal(ask_calendar("d1").code, E_FORBIDDEN); /* the right is asked first */
    assert_int_equal(pass_unit(o, "u1").code, OK);          /* most acts need none */
}

static void what_was_confirmed_passes_until_its_time_is_over(void **state) {
    (void) state;
    ask_calendar("c1");
    confirm_act(o, "c1", &o->envelope, NOW + 1);
    assert_int_equal(ask_calendar("c1").code, OK);
    assert_int_equal(ask_calendar("c2").code, E_AUTH_FACTOR); /* another's confirmation */
    o->stamp.received_at_us = NOW + 1;
    assert_int_equal(ask_calendar("c1").code, E_AUTH_FACTOR);
}

/* One bit of what is sent, or the id under which it is sent, and it is another act. */
static void a_confirmation_is_of_one_content(void **state) {
    (void) state;
    SetCalendar in = calendar();
    ask_calendar("c1");
    confirm_act(o, "c1", &o->envelope, NOW + 1);
    in.closes_at_us++;
    assert_int_equal(pass(o, "c1", "collection.SetCalendar", &in.base).code, E_AUTH_FACTOR);
    o->id[15]++;
    assert_int_equal(ask_calendar("c1").code, E_AUTH_FACTOR);
    o->id[15]--;
    assert_int_equal(ask_calendar("c1").code, OK);
    o->envelope.case_no = lend(o->case_no);
    assert_int_equal(ask_calendar("c1").code, E_AUTH_FACTOR);
}

static void what_has_no_effect_needs_no_factor(void **state) {
    (void) state;
    o->envelope.dry_run = true;
    assert_int_equal(ask_calendar("c1").code, OK);
    o->envelope.dry_run = false;
    o->envelope.draft = true;
    assert_int_equal(ask_calendar("c1").code, OK);
}

static verdict submit_version(const char *account, int64_t version) {
    SubmitCase in = SUBMIT_CASE_INIT;
    in.case_no = o->case_no;
    in.version = version;
    return pass(o, account, "review.SubmitCase", &in.base);
}

static verdict submit_kept(const char *account) {
    return submit_version(account, 1);
}

static verdict approve_kept(const char *account) {
    ApproveCase in = APPROVE_CASE_INIT;
    in.case_no = o->case_no;
    return pass(o, account, "review.ApproveCase", &in.base);
}

/* A draft needs no factor, so what lets it take effect does. */
static void what_a_case_keeps_is_no_less_risky(void **state) {
    (void) state;
    SetCalendar in = calendar();
    file_case(o, "collection.SetCalendar", &in.base, "c1", KERNEL__ROLE__SETTLEMENT_CENTER, "",
              DRAFT);
    assert_int_equal(submit_kept("c1").code, E_AUTH_FACTOR);
    confirm_act(o, "c1", &o->envelope, NOW + 1);
    assert_int_equal(submit_kept("c1").code, OK);
    assert_int_equal(approve_kept("c2").code, E_AUTH_FACTOR);
    confirm_act(o, "c2", &o->envelope, NOW + 1);
    assert_int_equal(approve_kept("c2").code, OK);
}

/* What is confirmed is a version: without it no code is asked for, so none is spent. */
static void the_version_is_asked_for_before_a_code(void **state) {
    (void) state;
    SetCalendar in = calendar();
    file_case(o, "collection.SetCalendar", &in.base, "c1", KERNEL__ROLE__SETTLEMENT_CENTER, "",
              DRAFT);
    verdict v = submit_version("c1", 0);
    assert_int_equal(v.code, E_REQUIRED);
    assert_string_equal(v.field, "version");
    o->envelope.dry_run = true;
    assert_int_equal(submit_version("c1", 0).code, E_REQUIRED);
}

static void a_case_of_little_risk_needs_no_factor(void **state) {
    (void) state;
    AddMember in = zhang();
    file_case(o, "enrolment.AddMember", &in.base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              PENDING);
    assert_int_equal(submit_version("u1", 0).code, OK);
    assert_int_equal(approve_kept("d1").code, OK);
}

/* p1 is the person 1000000008, and proxy of 1000000007 for looks and for suspending. */
static void put_proxy(void) {
    log_in(o, "p1", KERNEL__ROLE__PERSON, "", "");
    login_of(o, "p1")->person_no = lend("1000000008");
    login_of(o, "p1")->verified = VERIFIED_DOCUMENT;
    Person other = PERSON_INIT;
    other.person_no = lend("1000000007");
    PUT(o, person, other);
    Mandate given = MANDATE_INIT;
    given.mandate_no = lend("m1");
    given.person_no = other.person_no;
    given.agent_no = lend("1000000008");
    given.state = MANDATE_IN_FORCE;
    given.look = true;
    given.files = lend("enrolment.SuspendMember");
    given.from_date = given.to_date = 20261110;
    PUT(o, mandate, given);
}

/* What came back goes on without the agreement, corrected for whom it was filed and for nobody
 * else. */
static void a_returned_case_goes_on_for_the_same_person_only(void **state) {
    (void) state;
    put_proxy();
    put_month(o, NOW - 1, NOW + 10, LATE_QUEUE);
    AgreementDemand demand = AGREEMENT_DEMAND_INIT;
    demand.kind = KERNEL__AGREEMENT_KIND__ONLINE_SERVICE;
    demand.number = demand.from_us = 1;
    PUT(o, agreement_demand, demand);
    SuspendMember in = SUSPEND_MEMBER_INIT;
    in.person_no = lend("1000000008");
    file_case(o, "enrolment.SuspendMember", &in.base, "p1", KERNEL__ROLE__PERSON, "", RETURNED);
    ((Case *) (uintptr_t) find_case(o->rows, o->case_no))->person_no = in.person_no;
    assert_int_equal(pass(o, "p1", "enrolment.SuspendMember", &in.base).code, E_AGREEMENT);
    o->envelope.case_no = o->case_no;
    assert_int_equal(pass(o, "p1", "enrolment.SuspendMember", &in.base).code, OK);
    in.person_no = o->envelope.acting_for = lend("1000000007");
    assert_int_equal(pass(o, "p1", "enrolment.SuspendMember", &in.base).code, E_AGREEMENT);
}

/* One's own record is shown to oneself, to a proxy by his second factor. */
static void a_proxy_confirms_what_he_does_for_another(void **state) {
    (void) state;
    put_proxy();
    RevealPerson in = REVEAL_PERSON_INIT;
    in.person_no = o->envelope.acting_for = lend("1000000007");
    assert_int_equal(pass(o, "p1", "query.RevealPerson", &in.base).code, E_AUTH_FACTOR);
    confirm_act(o, "p1", &o->envelope, NOW + 1);
    assert_int_equal(pass(o, "p1", "query.RevealPerson", &in.base).code, OK);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, open_hall, close_hall)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(an_act_of_high_risk_says_what_it_lacks),
        STORY(what_was_confirmed_passes_until_its_time_is_over),
        STORY(a_confirmation_is_of_one_content),
        STORY(what_has_no_effect_needs_no_factor),
        STORY(what_a_case_keeps_is_no_less_risky),
        STORY(the_version_is_asked_for_before_a_code),
        STORY(a_case_of_little_risk_needs_no_factor),
        STORY(a_returned_case_goes_on_for_the_same_person_only),
        STORY(a_proxy_confirms_what_he_does_for_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
