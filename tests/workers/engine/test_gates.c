/* Stories of the gates: who acts, whether the login still counts, whether the business is open, and
 * in which month the act takes effect (labels: S5 S9 S33 S60 S64 S6 A39). Relations are told in
 * test_scope.c.
 */
#include "gen/identity/change_password.h"
#include "gen/identity/list_sessions.h"
#include "gen/identity/logout.h"
#include "gen/identity/program_key.h"
#include "gen/identity/set_factor.h"
#include "gen/identity/show_session.h"
#include "gen/identity/who_am_i.h"
#include "gen/query/rows.h"
#include "gen/query/show_old_record.h"
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

static verdict add_member(const char *account) {
    AddMember in = zhang();
    return pass(o, account, "enrolment.AddMember", &in.base);
}

/* ---- who acts ---------------------------------------------------------------------------------
 */

static void a_login_says_who_acts_and_for_whose_unit(void **state) {
    (void) state;
    assert_int_equal(pass_unit(o, "u1").code, OK);
    assert_string_equal(o->job.ctx.actor.account_no, "u1");
    assert_string_equal(o->job.ctx.actor.unit_no, "10000001");
    assert_string_equal(o->job.ctx.actor.district_code, "420102");
    assert_int_equal(o->job.ctx.actor.role, KERNEL__ROLE__UNIT_OPERATOR);
    assert_false(o->job.ctx.actor.acts_for);
}

static void a_token_of_no_login_opens_nothing(void **state) {
    (void) state;
    assert_int_equal(pass_unit(o, "stranger").code, E_TOKEN);
    assert_int_equal(pass_unit(o, "").code, E_TOKEN); /* and none at all: this needs a login */
}

static void a_login_ends_at_its_time(void **state) {
    (void) state;
    login_of(o, "u1")->expires_at_us = NOW + 1;
    assert_int_equal(pass_unit(o, "u1").code, OK);
    login_of(o, "u1")->expires_at_us = NOW;
    assert_int_equal(pass_unit(o, "u1").code, E_TOKEN);
}

static void a_login_that_is_not_used_ends_and_says_so(void **state) {
    (void) state;
    login_of(o, "u1")->idle_until_us = NOW + 1;
    assert_int_equal(pass_unit(o, "u1").code, OK);
    login_of(o, "u1")->idle_until_us = NOW;
    assert_int_equal(pass_unit(o, "u1").code, E_TOKEN);
    assert_string_equal(pass_unit(o, "u1").reason, "idle");
    assert_int_equal(gates_kept(&o->job, o->rows).code, E_TOKEN);
}

static void a_revoked_login_ends_at_once(void **state) {
    (void) state;
    login_of(o, "u1")->revoked = true;
    assert_int_equal(pass_unit(o, "u1").code, E_TOKEN);
}

/* The answer of a logout is asked for again under the login that it ended. */
static void who_asks_is_told_even_after_the_login_ended(void **state) {
    (void) state;
    login_of(o, "u1")->revoked = true;
    Logout in = LOGOUT_INIT;
    hand_in(o, "u1", "identity.Logout", &in.base);
    assert_int_equal(gates_kept(&o->job, o->rows).code, OK);
    assert_string_equal(o->job.ctx.actor.account_no, "u1");
}

/* So is the one that binds the factor which the login lacked. */
static void who_bound_his_factor_is_told_again(void **state) {
    (void) state;
    SetFactor in = SET_FACTOR_INIT;
    login_of(o, "u1")->revoked = true;
    hand_in(o, "u1", "identity.SetFactor", &in.base);
    assert_int_equal(gates_kept(&o->job, o->rows).code, OK);
}

/* C3: a stolen login that was ended learns nothing from numbers of commands that it sent before. */
static void an_ended_login_gets_no_other_kept_answer(void **state) {
    (void) state;
    assert_int_equal(pass_unit(o, "u1").code, OK);
    assert_int_equal(gates_kept(&o->job, o->rows).code, OK);
    login_of(o, "u1")->revoked = true;
    assert_int_equal(gates_kept(&o->job, o->rows).code, E_TOKEN);
}

static void an_initial_password_lets_nothing_pass_but_leaving(void **state) {
    (void) state;
    Logout in = LOGOUT_INIT;
    login_of(o, "u1")->must_change_password = true;
    assert_int_equal(pass_unit(o, "u1").code, E_PWD_DEFAULT);
    assert_int_equal(pass(o, "u1", "identity.Logout", &in.base).code, OK);
}

/* It binds one and looks after its own logins; the initial password comes first. */
static void a_login_without_the_factor_that_it_needs_may_set_one(void **state) {
    (void) state;
    SetFactor bind = SET_FACTOR_INIT;
    WhoAmI who = WHO_AM_I_INIT;
    ListSessions list = LIST_SESSIONS_INIT;
    Logout leave = LOGOUT_INIT;
    login_of(o, "u1")->needs_factor = true;
    assert_int_equal(pass_unit(o, "u1").code, E_FACTOR_UNSET);
    assert_int_equal(pass(o, "u1", "identity.SetFactor", &bind.base).code, OK);
    assert_int_equal(pass(o, "u1", "identity.WhoAmI", &who.base).code, OK);
    assert_int_equal(pass(o, "u1", "identity.ListSessions", &list.base).code, OK);
    assert_int_equal(pass(o, "u1", "identity.Logout", &leave.base).code, OK);
    login_of(o, "u1")->must_change_password = true;
    assert_int_equal(pass(o, "u1", "identity.SetFactor", &bind.base).code, E_PWD_DEFAULT);
    assert_int_equal(pass(o, "u1", "identity.Logout", &leave.base).code, OK);
}

/* S60: the password page and one's own logins; not even a second factor is bound by it. */
static void an_expired_or_disputed_document_opens_only_the_password_page(void **state) {
    (void) state;
    const struct {
        Identity__Verified verified;
        const char *reason;
    } all[] = {{VERIFIED_EXPIRED, "own_document_expired"},
               {VERIFIED_DISPUTED, "own_document_disputed"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        SetFactor bind = SET_FACTOR_INIT;
        WhoAmI who = WHO_AM_I_INIT;
        Logout leave = LOGOUT_INIT;
        ChangePassword change = CHANGE_PASSWORD_INIT;
        login_of(o, "u1")->verified = all[i].verified;
        assert_int_equal(pass_unit(o, "u1").code, E_FORBIDDEN);
        assert_string_equal(pass_unit(o, "u1").reason, all[i].reason);
        assert_int_equal(pass(o, "u1", "identity.SetFactor", &bind.base).code, E_FORBIDDEN);
        assert_int_equal(pass(o, "u1", "identity.WhoAmI", &who.base).code, OK);
        assert_int_equal(pass(o, "u1", "identity.ChangePassword", &change.base).code, OK);
        assert_int_equal(pass(o, "u1", "identity.Logout", &leave.base).code, OK);
    }
}

static void a_process_of_the_hall_acts_for_the_account_that_handed_the_work_in(void **state) {
    (void) state;
    peer_key roster = {.name = "roster", .peer = PEER_ROSTER};
    Account account = ACCOUNT_INIT;
    account.account_no = lend("u1");
    account.role = KERNEL__ROLE__UNIT_OPERATOR;
    account.unit_no = lend("10000001");
    PUT(o, account, account);
    o->origin = &roster;
    o->envelope.acting_for = lend("u1");
    assert_int_equal(pass_unit(o, "").code, OK);
    assert_true(o->job.ctx.actor.acts_for);
    assert_string_equal(o->job.ctx.actor.unit_no, "10000001");
    /* when that account was locked meanwhile, or is none */
    ((Account *) (uintptr_t) find_account(o->rows, "u1"))->locked = true;
    assert_int_equal(pass_unit(o, "").code, E_TOKEN);
    o->envelope.acting_for = lend("u9");
    assert_int_equal(pass_unit(o, "").code, E_TOKEN);
}

/* S6: a password of the old system opens its own query, and nothing but that query opens by it. */
static void an_old_password_opens_the_old_query_alone(void **state) {
    (void) state;
    ShowOldRecord in = SHOW_OLD_RECORD_INIT;
    Logout out = LOGOUT_INIT;
    ShowSession session = SHOW_SESSION_INIT;
    log_in(o, "p1", KERNEL__ROLE__PERSON, "", "");
    assert_int_equal(pass(o, "p1", "query.ShowOldRecord", &in.base).code, E_FORBIDDEN);
    login_of(o, "p1")->verified = VERIFIED_IMPORTED;
    assert_int_equal(pass(o, "p1", "query.ShowOldRecord", &in.base).code, OK);
    assert_int_equal(pass(o, "p1", "identity.Logout", &out.base).code, OK);
    verdict v = pass(o, "p1", "identity.ShowSession", &session.base);
    assert_int_equal(v.code, E_FORBIDDEN);
    assert_string_equal(v.reason, "old_password");
    assert_int_equal(pass(o, "u1", "query.ShowOldRecord", &in.base).code, E_FORBIDDEN);
}

/* ---- a unit's own software ------------------------------------------------------------------ */

static ProgramKey *make_key(const char *business, const char *question, const char *network) {
    static peer_key web = {.name = "web", .peer = PEER_WEB_OUTSIDE};
    static uint8_t secret[32] = "payroll";
    uint8_t *hash = arena_alloc(o->a, CRYPT_HASH_BYTES);
    Account owner = ACCOUNT_INIT;
    owner.account_no = lend("u1");
    owner.role = KERNEL__ROLE__UNIT_OPERATOR;
    owner.unit_no = lend("10000001");
    PUT(o, account, owner);
    crypt_sm3(secret, sizeof secret, hash);
    ProgramKey key = PROGRAM_KEY_INIT;
    key.key_no = lend("K1");
    key.account_no = owner.account_no;
    key.unit_no = owner.unit_no;
    key.key_hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash};
    key.business = lend(business);
    key.question = lend(question);
    key.network = lend(network);
    key.ends_at_us = NOW + 1;
    PUT(o, program_key, key);
    o->origin = &web;
    for (int i = 0; i < 6; i++) o->id[i] = (uint8_t) (NOW / 1000 >> 8 * (5 - i)); /* version 7 */
    o->id[6] = 0x70;
    o->id[8] = 0x80;
    o->envelope.program_key = (ProtobufCBinaryData){sizeof secret, secret};
    o->envelope.source_address = lend("203.0.113.7");
    return (ProgramKey *) (uintptr_t) find_program_key_by_key_hash(o->rows, key.key_hash);
}

static void assert_refused(verdict v, status code, const char *reason) {
    assert_int_equal(v.code, code);
    assert_string_equal(v.reason ? v.reason : "", reason);
}

static void a_program_acts_for_its_owner_within_its_scope(void **state) {
    (void) state;
    make_key("B01", "query.GetUnit", "203.0.113.0/24");
    assert_int_equal(pass_unit(o, "").code, OK);
    assert_string_equal(o->job.ctx.actor.account_no, "u1");
    assert_string_equal(o->job.ctx.actor.key_no, "K1");
    assert_int_not_equal(add_member("").code, E_FORBIDDEN); /* by its code */
}

static void beyond_its_scope_a_program_is_refused(void **state) {
    (void) state;
    ProgramKey *key = make_key("B02,B03", "query.GetCase", "203.0.113.0/24");
    Logout in = LOGOUT_INIT;
    assert_refused(pass_unit(o, ""), E_FORBIDDEN, "key_scope");
    assert_refused(add_member(""), E_FORBIDDEN, "key_scope");
    /* whatever a row says: what the contract does not give to programs */
    key->business = lend("identity.Logout");
    assert_refused(pass(o, "", "identity.Logout", &in.base), E_FORBIDDEN, "key_scope");
    assert_refused(gates_kept(&o->job, o->rows), E_FORBIDDEN, "key_scope");
}

static void a_program_comes_from_its_addresses_and_through_the_web_only(void **state) {
    (void) state;
    make_key("", "Q04", "203.0.113.0/24,2001:db8::/32");
    o->envelope.source_address = lend("2001:db8::9");
    assert_int_equal(pass_unit(o, "").code, OK);
    o->envelope.source_address = lend("203.0.114.7");
    assert_refused(pass_unit(o, ""), E_FORBIDDEN, "key_address");
    o->envelope.source_address = lend("");
    assert_refused(pass_unit(o, ""), E_FORBIDDEN, "key_address");
    o->envelope.source_address = lend("203.0.113.7");
    o->envelope.acting_for = lend("1000000007");
    assert_refused(pass_unit(o, ""), E_FORBIDDEN, "mandate");
    o->envelope.acting_for = lend("");
    peer_key cli = {.name = "cli", .peer = PEER_CLI};
    o->origin = &cli;
    assert_refused(pass_unit(o, ""), E_ORIGIN, "");
}

/* A39: it dies with its end, its owner's account and its owner's place. */
static void a_program_key_ends_at_once(void **state) {
    (void) state;
    ProgramKey *key = make_key("", "Q04", "203.0.113.0/24");
    Account *owner = (Account *) (uintptr_t) find_account(o->rows, "u1");
    assert_int_equal(pass_unit(o, "").code, OK);
    key->revoked = true;
    assert_refused(pass_unit(o, ""), E_TOKEN, "key_ended");
    key->revoked = false;
    key->ends_at_us = NOW;
    assert_refused(pass_unit(o, ""), E_TOKEN, "key_ended");
    key->ends_at_us = NOW + 1;
    owner->disabled = true;
    assert_refused(pass_unit(o, ""), E_TOKEN, "key_ended");
    owner->disabled = false;
    owner->must_change_password = true; /* reset */
    assert_refused(pass_unit(o, ""), E_TOKEN, "key_ended");
    owner->must_change_password = false;
    owner->unit_no = lend("10000002"); /* moved */
    assert_refused(pass_unit(o, ""), E_TOKEN, "key_ended");
    owner->unit_no = lend("10000001");
    assert_int_equal(pass_unit(o, "").code, OK);
}

static void a_secret_that_is_no_key_opens_nothing(void **state) {
    (void) state;
    make_key("", "Q04", "203.0.113.0/24");
    o->envelope.program_key.len--;
    assert_refused(pass_unit(o, ""), E_TOKEN, "");
}

static void a_process_in_its_own_name_is_the_system(void **state) {
    (void) state;
    peer_key roster = {.name = "roster", .peer = PEER_ROSTER},
             web = {.name = "web", .peer = PEER_WEB};
    GetUnit in = GET_UNIT_INIT;
    o->origin = &roster;
    hand_in(o, "", "query.GetUnit", &in.base);
    assert_int_equal(gates_actor(&o->job, o->rows).code, OK);
    assert_int_equal(o->job.ctx.actor.role, KERNEL__ROLE__SYSTEM);
    o->origin = &web; /* a door without a login is anybody */
    hand_in(o, "", "query.GetUnit", &in.base);
    assert_int_equal(gates_actor(&o->job, o->rows).code, OK);
    assert_int_equal(o->job.ctx.actor.role, KERNEL__ROLE__ANYONE);
    assert_string_equal(o->job.ctx.actor.account_no, "");
}

/* ---- which business ---------------------------------------------------------------------------
 */

static void a_closed_business_is_closed_to_everybody_and_presence_only_from_afar(void **state) {
    (void) state;
    Business row = BUSINESS_INIT;
    put_month(o, NOW - 1, NOW + 1, LATE_QUEUE);
    row.method = lend("enrolment.AddMember");
    row.presence = true;
    row.notice = lend("系统升级");
    PUT(o, business, row);
    assert_int_equal(add_member("u1").code, E_PRESENCE);
    assert_int_equal(add_member("d1").code, OK);
    o->envelope.draft = true; /* its number is carried into the booking */
    assert_int_equal(add_member("u1").code, OK);
    o->envelope.draft = false;
    ((Business *) (uintptr_t) find_business(o->rows, "enrolment.AddMember"))->closed = true;
    assert_int_equal(add_member("u1").code, E_BUSINESS_CLOSED);
    assert_int_equal(add_member("d1").code, E_BUSINESS_CLOSED);
    assert_string_equal(o->job.said.text, "系统升级"); /* who is refused is told why */
}

/* A refusal for the right is told before one for the time: it does not depend on the day. */
static void the_right_is_asked_before_the_time(void **state) {
    (void) state;
    AddMember in = zhang();
    in.unit_no = lend("20000001");
    verdict v = pass(o, "u1", "enrolment.AddMember", &in.base); /* and no calendar is set */
    assert_int_equal(v.code, E_FORBIDDEN);
    assert_string_equal(v.reason, "relation");
}

static void a_role_without_a_grant_is_refused_as_such(void **state) {
    (void) state;
    SetCalendar in = calendar();
    verdict v = pass(o, "u1", "collection.SetCalendar", &in.base);
    assert_int_equal(v.code, E_FORBIDDEN);
    assert_string_equal(v.reason, "role");
}

/* ---- which month ------------------------------------------------------------------------------
 */

static void a_month_without_a_calendar_takes_nothing(void **state) {
    (void) state;
    verdict v = add_member("u1");
    assert_int_equal(v.code, E_PARAM_MISSING);
    assert_string_equal(v.reason, "calendar");
    assert_int_equal(pass_unit(o, "u1").code, OK); /* a question has no window */
}

static void inside_the_window_an_act_belongs_to_the_month(void **state) {
    (void) state;
    put_month(o, NOW, NOW + 1, LATE_REFUSE);
    assert_int_equal(add_member("u1").code, OK);
    assert_int_equal(o->job.ctx.period, 202611);
}

static void the_moment_of_the_close_is_after_it(void **state) {
    (void) state;
    put_month(o, NOW - 10, NOW, LATE_REFUSE);
    assert_int_equal(add_member("u1").code, E_PERIOD_CLOSED);
    assert_int_equal(o->job.said.code, E_PERIOD_CLOSED);
    assert_int_equal(o->job.said.since_us, NOW);
}

static void a_late_act_counts_for_the_next_month_where_the_centre_says_so(void **state) {
    (void) state;
    put_month(o, NOW - 10, NOW, LATE_QUEUE);
    assert_int_equal(add_member("u1").code, OK);
    assert_int_equal(o->job.ctx.period, 202612);
}

static void before_the_month_opens_nothing_is_taken(void **state) {
    (void) state;
    put_month(o, NOW + 1, NOW + 10, LATE_QUEUE);
    assert_int_equal(add_member("u1").code, E_PERIOD_FUTURE);
    assert_int_equal(o->job.said.until_us, NOW + 1);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, open_hall, close_hall)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(a_login_says_who_acts_and_for_whose_unit),
        STORY(a_token_of_no_login_opens_nothing),
        STORY(a_login_ends_at_its_time),
        STORY(a_login_that_is_not_used_ends_and_says_so),
        STORY(a_revoked_login_ends_at_once),
        STORY(who_asks_is_told_even_after_the_login_ended),
        STORY(who_bound_his_factor_is_told_again),
        STORY(an_ended_login_gets_no_other_kept_answer),
        STORY(an_initial_password_lets_nothing_pass_but_leaving),
        STORY(a_login_without_the_factor_that_it_needs_may_set_one),
        STORY(an_expired_or_disputed_document_opens_only_the_password_page),
        STORY(a_process_of_the_hall_acts_for_the_account_that_handed_the_work_in),
        STORY(a_process_in_its_own_name_is_the_system),
        STORY(an_old_password_opens_the_old_query_alone),
        STORY(a_program_acts_for_its_owner_within_its_scope),
        STORY(beyond_its_scope_a_program_is_refused),
        STORY(a_program_comes_from_its_addresses_and_through_the_web_only),
        STORY(a_program_key_ends_at_once),
        STORY(a_secret_that_is_no_key_opens_nothing),
        STORY(a_closed_business_is_closed_to_everybody_and_presence_only_from_afar),
        STORY(the_right_is_asked_before_the_time),
        STORY(a_role_without_a_grant_is_refused_as_such),
        STORY(a_month_without_a_calendar_takes_nothing),
        STORY(inside_the_window_an_act_belongs_to_the_month),
        STORY(the_moment_of_the_close_is_after_it),
        STORY(a_late_act_counts_for_the_next_month_where_the_centre_says_so),
        STORY(before_the_month_opens_nothing_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
