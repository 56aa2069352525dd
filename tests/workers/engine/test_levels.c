/* Stories of how much review a filing needs (labels: A5 S30): whose office, how many accounts, and
 * a level that the decision raises by its own data; docs/rules 6.2. */
#include "gen/review/approve_case.h"
#include "gen/review/claim_case.h"
#include "tests/workers/engine/office.h"
#include "tests/workers/figures.h"

/* A hall that knows the city's figures, in a month that is open, with a second reviewer. */
static office *open_hall(void) {
    office *o = open_office();
    put_month(o, NOW - 1, NOW + 86400000000, LATE_REFUSE);
    log_in(o, "d2", KERNEL__ROLE__DISTRICT_OPERATOR, "", "420102");
    o->house.params = &book->set;
    return o;
}

/* u1 enrols somebody, as if the contract said this of AddMember. */
static Bus__Outcome file_under(office *o, review_policy policy, const AddMember *in) {
    static command_type command;
    command = *catalog_command("enrolment.AddMember");
    command.review = policy;
    hand_in(o, "u1", command.name, &in->base);
    o->work.command = &command;
    job_start(&o->job, &o->work, &o->house, o->a);
    job_decide(&o->job, o->rows, &o->house, true);
    assert_int_equal(o->job.verdict.code, OK);
    Case *file = (Case *) (uintptr_t) find_case(o->rows, o->job.case_no);
    file->content = kept(o, &in->base); /* opened, as a worker loads it */
    strcpy(o->case_no, file->case_no);
    return o->job.outcome;
}

static status claim(office *o, const char *account_no) {
    ClaimCase in = CLAIM_CASE_INIT;
    in.case_no = o->case_no;
    return ask(o, account_no, "review.ClaimCase", &in.base);
}

static status approve(office *o, const char *account_no) {
    ApproveCase in = APPROVE_CASE_INIT;
    in.case_no = o->case_no;
    status s = claim(o, account_no);
    return s == OK ? ask(o, account_no, "review.ApproveCase", &in.base) : s;
}

static Review__CaseState state_of(office *o) {
    return find_case(o->rows, o->case_no)->state;
}

/* Enrolled long after the employment began, which the handler says itself. */
static AddMember late(void) {
    AddMember in = zhang();
    in.work_start_date = in.employment_date = 20260901;
    return in;
}

static bool rule_broken(const office *o, const char *key) {
    for (size_t i = 0; i < o->job.changes.n_rule; i++)
        if (!strcmp(o->job.changes.rule[i].rule, key)) return !o->job.changes.rule[i].passed;
    return false;
}

static void any_one_reviewer_suffices_where_nothing_is_said(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = zhang();
    review_policy any = {.when = KERNEL__WHEN__ALWAYS, .approvers = 1};
    assert_int_equal(file_under(o, any, &in), BUS__OUTCOME__IN_REVIEW);
    assert_int_equal(approve(o, "d2"), OK);
    assert_int_equal(state_of(o), CASE_APPLIED);
    close_office(o);
}

/* Given a filing that two must approve, when one has, then it waits for another account. */
static void two_different_accounts_must_approve(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = zhang();
    review_policy two = {.when = KERNEL__WHEN__ALWAYS, .approvers = 2};
    assert_int_equal(file_under(o, two, &in), BUS__OUTCOME__IN_REVIEW);
    assert_int_equal(approve(o, "d1"), OK);
    assert_int_equal(o->job.item.n_event, 2);
    assert_string_equal(o->job.item.event[0].type->name, "review.CaseApproved");
    assert_string_equal(o->job.item.event[1].type->name, "review.CaseDecided");
    assert_int_equal(state_of(o), PENDING);
    assert_int_equal(find_case(o->rows, o->case_no)->approved, 1);
    /* the same account does not count twice */
    assert_int_equal(approve(o, "d1"), E_MAKER_CHECKER);
    assert_string_equal(o->job.verdict.reason, "approved_before");
    /* the last one applies it */
    assert_int_equal(approve(o, "d2"), OK);
    assert_int_equal(state_of(o), CASE_APPLIED);
    assert_non_null(find_case_approval(o->rows, o->case_no, 1, "d1"));
    assert_non_null(find_case_approval(o->rows, o->case_no, 1, "d2"));
    close_office(o);
}

static void who_filed_is_none_of_the_approvers(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = zhang();
    review_policy two = {.when = KERNEL__WHEN__ALWAYS, .approvers = 2};
    (void) file_under(o, two, &in);
    ((Case *) (uintptr_t) find_case(o->rows, o->case_no))->filer = lend("d1");
    assert_int_equal(approve(o, "d1"), E_MAKER_CHECKER);
    assert_int_equal(find_case(o->rows, o->case_no)->approved, 0);
    close_office(o);
}

static void a_raised_level_makes_a_case(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = late();
    review_policy risky = {.when = KERNEL__WHEN__ABOVE, .level = 0, .approvers = 1};
    assert_int_equal(file_under(o, risky, &in), BUS__OUTCOME__IN_REVIEW);
    assert_true(rule_broken(o, "not_backdated"));
    assert_int_equal(find_case(o->rows, o->case_no)->level, 1);
    close_office(o);
    /* what is in time, or not above the level, is applied at once */
    o = open_hall();
    in = zhang();
    assert_int_equal(file_under(o, risky, &in), BUS__OUTCOME__APPLIED);
    close_office(o);
    o = open_hall();
    in = late();
    risky.level = 1;
    assert_int_equal(file_under(o, risky, &in), BUS__OUTCOME__APPLIED);
    close_office(o);
}

static void what_is_the_centres_waits_there(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = zhang();
    review_policy centre = {
        .when = KERNEL__WHEN__ALWAYS, .approvers = 1, .office = KERNEL__OFFICE__CENTRE};
    assert_int_equal(file_under(o, centre, &in), BUS__OUTCOME__IN_REVIEW);
    assert_int_equal(approve(o, "d1"), E_FORBIDDEN);
    assert_int_equal(approve(o, "c1"), OK);
    assert_int_equal(state_of(o), CASE_APPLIED);
    close_office(o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_one_reviewer_suffices_where_nothing_is_said),
        cmocka_unit_test(two_different_accounts_must_approve),
        cmocka_unit_test(who_filed_is_none_of_the_approvers),
        cmocka_unit_test(a_raised_level_makes_a_case),
        cmocka_unit_test(what_is_the_centres_waits_there),
    };
    return cmocka_run_group_tests(tests, read_figures, forget_figures);
}
