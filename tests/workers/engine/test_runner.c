/* Stories of the worker's loop, without bus and database: when an answer leaves, what is done
 * again, what is put back, and what is set aside (rows N5, A1, A28, A10). The trace is what
 * happened. */
#include "gen/access/rows.h"
#include "gen/identity/login.h"
#include "gen/query/get_unit.h"
#include "gen/query/list_enrolments.h"
#include "gen/query/switch_business.h"
#include "tests/workers/engine/store_double.h"
#include "workers/engine/runner_internal.h"

static script *s;
static runner *r;

static int open_worker(void **state) {
    (void) state;
    s = script_open(&r);
    return 0;
}

static int close_worker(void **state) {
    (void) state;
    script_close(s, r);
    return 0;
}

/* The centre switches an entry of the catalogue: the smallest filing that stores something. */
static bus_work *file(const char *account, const char *entry) {
    SwitchBusiness in = SWITCH_BUSINESS_INIT;
    in.method = lend(entry);
    in.closed = true;
    in.notice = lend("系统升级");
    bus_work *work = script_send(s, account, "query.SwitchBusiness", &in.base);
    confirm_act(s->office, account, work->envelope, NOW + 1);
    return work;
}

static bus_work *ask_unit(const char *account) {
    GetUnit in = GET_UNIT_INIT;
    in.unit_no = lend("10000001");
    return script_send(s, account, "query.GetUnit", &in.base);
}

static void fail_with(status first, status second) {
    s->finish[0] = first;
    s->finish[1] = second;
    s->n_finish = second == OK ? 1 : 2;
}

/* ---- one transaction for what waits -----------------------------------------------------------
 */

static void what_waits_is_one_transaction_and_answers_leave_after_it(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    file("c1", "enrolment.SuspendMember");
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace, "begin finish 2 hint answer OK answer OK");
    assert_string_equal(s->answer[0]->position, "42");
    assert_string_equal(s->answer[1]->position, "43");
}

static void nothing_waiting_is_no_transaction(void **state) {
    (void) state;
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, "");
}

static void a_refusal_is_an_answer_and_stores_nothing(void **state) {
    (void) state;
    file("nobody", "enrolment.AddMember"); /* no such login */
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "begin cancel answer E_TOKEN");
    assert_int_equal(s->answer[0]->outcome, BUS__OUTCOME__REFUSED);
}

/* Who reaches for what is not the own is counted before the answer leaves. */
static void a_refused_attempt_is_counted_not_logged(void **state) {
    (void) state;
    file("u1", "enrolment.AddMember");
    assert_int_equal(runner_turn(r), 1);
    assert_int_equal(s->answer[0]->status, E_FORBIDDEN);
    assert_string_equal(s->answer[0]->reason, "role");
    assert_string_equal(s->trace, "begin cancel notice 1 answer E_FORBIDDEN");
    assert_int_equal(s->wait_us, 10000); /* no clock tells what was found on the way */
}

static void what_cannot_be_noticed_is_not_answered(void **state) {
    (void) state;
    file("u1", "enrolment.AddMember");
    s->counting = E_UNAVAILABLE;
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, "begin cancel notice 1 back");
}

static void questions_about_strangers_beyond_the_limit_are_not_answered(void **state) {
    (void) state;
    put_month(s->office, NOW - 1, NOW + 1, LATE_REFUSE);
    for (int i = 0; i < 3; i++) { /* two may be asked */
        AddMember in = zhang();
        bus_work *work = script_send(s, "u1", "enrolment.AddMember", &in.base);
        work->envelope->dry_run = true;
    }
    assert_int_equal(runner_turn(r), 3);
    assert_int_not_equal(s->answer[0]->status, E_TOO_OFTEN);
    assert_int_not_equal(s->answer[1]->status, E_TOO_OFTEN);
    assert_int_equal(s->answer[2]->status, E_TOO_OFTEN);
    assert_int_equal(s->answer[2]->retry_after_ms, 60000);
    assert_int_equal(s->answer[2]->outcome, BUS__OUTCOME__REFUSED);
}

static void a_refusal_does_not_hold_up_its_neighbours(void **state) {
    (void) state;
    file("nobody", "enrolment.AddMember");
    file("c1", "enrolment.SuspendMember");
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace, "begin finish 1 hint answer E_TOKEN answer OK");
}

static void the_same_id_twice_in_one_take_waits_for_the_first(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    bus_work *again = file("c1", "enrolment.AddMember");
    again->envelope->id.data[0] = 1;
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "back begin finish 1 hint answer OK");
}

/* ---- when storing fails -----------------------------------------------------------------------
 */

static void a_lost_race_sends_each_command_alone(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    file("c1", "enrolment.SuspendMember");
    fail_with(E_CONFLICT, OK);
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace, "begin finish 2 begin finish 1 hint answer OK "
                                  "begin finish 1 hint answer OK");
}

/* The month closed or parameters changed meanwhile: that concerns all, so all decide again. */
static void what_was_decided_on_the_past_is_decided_again_together(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    file("c1", "enrolment.SuspendMember");
    fail_with(E_CONFLICT, OK);
    s->stale = true;
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace, "begin finish 2 begin finish 2 hint answer OK answer OK");
}

static void a_race_that_is_always_lost_ends_in_a_refusal(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    for (unsigned i = 0; i < 8; i++) s->finish[i] = E_CONFLICT;
    s->n_finish = 8;
    assert_int_equal(runner_turn(r), 1);
    assert_int_equal(s->answer[0]->status, E_CONFLICT);
    assert_int_equal(s->n_finished, 1 + RETRIES_MAX);
}

static void without_a_database_nothing_is_answered(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    file("c1", "enrolment.SuspendMember");
    s->round = E_UNAVAILABLE;
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, "begin cancel back back");
    assert_int_equal(s->n_answer, 0);
}

/* docs/rules 8.9 (3): never called done, never called failed. */
static void an_unknown_outcome_is_not_answered_but_asked_for_again(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    fail_with(IN_PROGRESS, OK);
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, "begin finish 1 back");
}

static void a_lost_session_is_renewed_before_the_next_batch(void **state) {
    (void) state;
    s->lost = true;
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, ""); /* not while nothing waits */
    file("c1", "enrolment.AddMember");
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "reconnect begin finish 1 hint answer OK");
}

/* ---- a command that was answered before -------------------------------------------------------
 */

static Bus__Answer first_answer(void) {
    Bus__Answer answer = BUS__ANSWER__INIT;
    answer.outcome = BUS__OUTCOME__APPLIED;
    answer.position = lend("17");
    return answer;
}

static void a_repetition_gets_the_first_answer_after_a_commit_of_its_own(void **state) {
    (void) state;
    Bus__Answer first = first_answer();
    script_keep(s, file("c1", "enrolment.AddMember"), "c1", &first);
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "begin finish 0 answer OK"); /* docs/rules 8.9 (2) */
    assert_string_equal(s->answer[0]->position, "17");
}

static void another_filing_under_the_same_id_is_refused(void **state) {
    (void) state;
    Bus__Answer first = first_answer();
    script_keep(s, file("c1", "enrolment.AddMember"), "c1", &first);
    s->n_waiting = 0;
    bus_work *other = file("c1", "enrolment.SuspendMember");
    other->envelope->id.data[0] = 1;
    assert_int_equal(runner_turn(r), 1);
    assert_int_equal(s->answer[0]->status, E_KEY_REUSED);
}

static void the_answer_of_another_account_is_not_given_away(void **state) {
    (void) state;
    Bus__Answer first = first_answer();
    script_keep(s, file("c2", "enrolment.AddMember"), "c1", &first);
    assert_int_equal(runner_turn(r), 1);
    assert_int_equal(s->answer[0]->status, E_KEY_REUSED);
    assert_string_equal(s->answer[0]->position, "");
}

/* ---- a command that may have killed a worker --------------------------------------------------
 */

static bus_work *delivered_again(void) {
    bus_work *work = file("c1", "enrolment.AddMember");
    work->stamp->delivery = 2;
    return work;
}

static void a_first_repetition_is_counted_and_still_shares_the_batch(void **state) {
    (void) state;
    delivered_again();
    file("c1", "enrolment.SuspendMember");
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace, "count begin finish 2 hint answer OK answer OK");
}

static void a_second_one_runs_alone_so_that_others_pass(void **state) {
    (void) state;
    s->attempts = 1;
    delivered_again();
    file("c1", "enrolment.SuspendMember");
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace,
                        "count begin finish 1 hint answer OK begin finish 1 hint answer OK");
}

static void after_too_many_attempts_it_waits_for_an_operator(void **state) {
    (void) state;
    s->attempts = ATTEMPTS_MAX;
    bus_work *work = delivered_again();
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "count park answer E_PARKED");
    assert_string_equal(s->last_parked.reason, "killed_worker");
    assert_memory_equal(s->last_parked.command_id, work->envelope->id.data, 16);
    Bus__Envelope *kept = bus__envelope__unpack(arena_pb(s->a), s->last_parked.envelope.len,
                                                s->last_parked.envelope.data);
    assert_int_equal(kept->payload.len, work->envelope->payload.len); /* it can be done later */
}

static void a_parked_password_is_not_kept(void **state) {
    (void) state;
    Login in = LOGIN_INIT;
    in.account_no = lend("u1");
    in.password = lend("Hall-demo-2026");
    s->attempts = ATTEMPTS_MAX;
    script_send(s, "", "identity.Login", &in.base)->stamp->delivery = 2;
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "count park answer E_PARKED");
    Bus__Envelope *kept = bus__envelope__unpack(arena_pb(s->a), s->last_parked.envelope.len,
                                                s->last_parked.envelope.data);
    assert_int_equal(kept->payload.len, 0);
}

static void what_is_parked_is_answered_so_without_running(void **state) {
    (void) state;
    s->parked_state = 1;
    delivered_again();
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "answer E_PARKED");
}

/* It was put back, and this very process lives: that is no sign against the command. */
static void what_this_process_counted_itself_is_not_counted_again(void **state) {
    (void) state;
    s->attempting = true;
    delivered_again();
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "begin finish 1 hint answer OK");
}

static void a_query_is_never_a_suspect(void **state) {
    (void) state;
    ask_unit("u1")->stamp->delivery = 9;
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "begin answer OK");
}

static void what_cannot_be_counted_does_not_run(void **state) {
    (void) state;
    delivered_again();
    s->round = E_UNAVAILABLE;
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, "back");
}

/* ---- queries ----------------------------------------------------------------------------------
 */

static void queries_share_a_snapshot_and_name_its_position(void **state) {
    (void) state;
    ask_unit("u1");
    ask_unit("d1");
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace, "begin answer OK answer OK");
    assert_string_equal(s->answer[0]->position, "41");
    assert_string_equal(s->answer[1]->position, "41");
}

static void a_snapshot_that_is_too_old_is_no_answer(void **state) {
    (void) state;
    ask_unit("u1")->envelope->least_position = lend("42");
    ask_unit("d1")->envelope->least_position = lend("41");
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace, "begin answer E_NOT_READY answer OK");
}

static void put_member(void) {
    Spell spell = SPELL_INIT;
    Membership member = MEMBERSHIP_INIT;
    spell.unit_no = member.unit_no = lend("10000001");
    spell.person_no = member.person_no = lend("1000000016");
    spell.spell_no = 1;
    spell.status = member.status = 1;
    spell.valid_from = 202601;
    put(s->office, &row_spell, &spell, sizeof spell);
    put(s->office, &row_membership, &member, sizeof member);
}

static bus_work *ask_enrolments(const char *account) {
    ListEnrolments in = LIST_ENROLMENTS_INIT;
    in.person_no = lend("1000000016");
    return script_send(s, account, "query.ListEnrolments", &in.base);
}

/* An official asks for the enrolments of a member of a unit in the own district. */
static bus_work *look_at_member(void) {
    put_member();
    LookBasis visit = LOOK_BASIS_INIT;
    visit.basis_no = lend("2026110200000020166");
    visit.kind = VISIT;
    visit.state = IN_FORCE;
    visit.person_no = lend("1000000016");
    visit.district_code = lend("420102");
    visit.to_date = 99991231;
    put(s->office, &row_look_basis, &visit, sizeof visit);
    bus_work *work = ask_enrolments("d1");
    work->envelope->purpose = lend("03");
    work->envelope->purpose_ref = lend("2026110200000020166");
    return work;
}

static void a_look_at_a_record_is_stored_before_the_data_leave(void **state) {
    (void) state;
    look_at_member();
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->trace, "begin begin look 1 hint answer OK");
}

/* The look stands in the log before the command, and both answers leave after the one commit. */
static void a_look_rides_with_the_commands_of_its_turn(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    look_at_member();
    ask_unit("u1");
    assert_int_equal(runner_turn(r), 3);
    assert_string_equal(s->trace, "begin begin answer OK begin look 2 hint answer OK answer OK");
    assert_string_equal(s->answer[1]->position, "41"); /* the snapshot's */
    assert_string_equal(s->answer[2]->position, "43"); /* behind the look */
}

static void a_lost_race_stores_looks_and_commands_apart(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    look_at_member();
    fail_with(E_CONFLICT, OK);
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace, "begin begin look 2 begin look 1 hint answer OK "
                                  "begin finish 1 hint answer OK");
}

static void a_look_whose_commit_is_unknown_is_asked_for_again_with_the_command(void **state) {
    (void) state;
    file("c1", "enrolment.AddMember");
    look_at_member();
    fail_with(IN_PROGRESS, OK);
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, "begin begin look 2 back back");
    assert_int_equal(r->n_looks, 0);
}

static void what_cannot_be_noted_is_not_shown(void **state) {
    (void) state;
    look_at_member();
    fail_with(E_UNAVAILABLE, OK);
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, "begin begin look 1 back");
    assert_int_equal(s->n_answer, 0);
}

static void a_query_on_a_snapshot_that_does_not_come_is_put_back(void **state) {
    (void) state;
    ask_unit("u1");
    ask_unit("d1");
    s->round = E_UNAVAILABLE;
    assert_int_equal(runner_turn(r), 0);
    assert_string_equal(s->trace, "begin cancel back back");
}

static void one_query_that_breaks_the_snapshot_does_not_take_the_others_along(void **state) {
    (void) state;
    ask_unit("u1");
    ask_unit("d1");
    s->round = E_INTERNAL;
    assert_int_equal(runner_turn(r), 2);
    assert_string_equal(s->trace, "begin cancel begin cancel answer E_INTERNAL "
                                  "begin cancel answer E_INTERNAL");
}

static void the_hot_copy_names_how_far_it_is(void **state) {
    (void) state;
    s->cached = 40;
    put_member();
    ask_enrolments("u1");
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->answer[0]->position, "40");
}

static void whose_a_record_is_the_hot_copy_does_not_say(void **state) {
    (void) state;
    s->cached = 40;
    put_member();
    ask_enrolments("c1");
    assert_int_equal(runner_turn(r), 1);
    assert_string_equal(s->answer[0]->position, "41");
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, open_worker, close_worker)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(what_waits_is_one_transaction_and_answers_leave_after_it),
        STORY(nothing_waiting_is_no_transaction),
        STORY(a_refusal_is_an_answer_and_stores_nothing),
        STORY(a_refused_attempt_is_counted_not_logged),
        STORY(what_cannot_be_noticed_is_not_answered),
        STORY(questions_about_strangers_beyond_the_limit_are_not_answered),
        STORY(a_refusal_does_not_hold_up_its_neighbours),
        STORY(the_same_id_twice_in_one_take_waits_for_the_first),
        STORY(a_lost_race_sends_each_command_alone),
        STORY(what_was_decided_on_the_past_is_decided_again_together),
        STORY(a_race_that_is_always_lost_ends_in_a_refusal),
        STORY(without_a_database_nothing_is_answered),
        STORY(an_unknown_outcome_is_not_answered_but_asked_for_again),
        STORY(a_lost_session_is_renewed_before_the_next_batch),
        STORY(a_repetition_gets_the_first_answer_after_a_commit_of_its_own),
        STORY(another_filing_under_the_same_id_is_refused),
        STORY(the_answer_of_another_account_is_not_given_away),
        STORY(a_first_repetition_is_counted_and_still_shares_the_batch),
        STORY(a_second_one_runs_alone_so_that_others_pass),
        STORY(after_too_many_attempts_it_waits_for_an_operator),
        STORY(a_parked_password_is_not_kept),
        STORY(what_is_parked_is_answered_so_without_running),
        STORY(what_this_process_counted_itself_is_not_counted_again),
        STORY(a_query_is_never_a_suspect),
        STORY(what_cannot_be_counted_does_not_run),
        STORY(queries_share_a_snapshot_and_name_its_position),
        STORY(a_snapshot_that_is_too_old_is_no_answer),
        STORY(a_look_at_a_record_is_stored_before_the_data_leave),
        STORY(a_look_rides_with_the_commands_of_its_turn),
        STORY(a_lost_race_stores_looks_and_commands_apart),
        STORY(a_look_whose_commit_is_unknown_is_asked_for_again_with_the_command),
        STORY(what_cannot_be_noted_is_not_shown),
        STORY(a_query_on_a_snapshot_that_does_not_come_is_put_back),
        STORY(one_query_that_breaks_the_snapshot_does_not_take_the_others_along),
        STORY(the_hot_copy_names_how_far_it_is),
        STORY(whose_a_record_is_the_hot_copy_does_not_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
