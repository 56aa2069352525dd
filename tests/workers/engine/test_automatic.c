/* Stories of what is never decided by the system, one for each rule (labels: S30 A5): all rules
 * hold and the filing is applied at once; one of them does not, and a person decides;
 * docs/rules 6.3. */
#include "proto/runtime/confirm.h"
#include "tests/workers/engine/office.h"
#include "tests/workers/figures.h"
#include "workers/engine/auto_rules.h"
#include "workers/rules/calendar/date.h"

static Unit *the_unit(office *o) {
    return (Unit *) (uintptr_t) find_unit(o->rows, "10000001");
}

/* Given a hall that knows the city's figures, and a unit of the VIP class since a hundred days. */
static office *open_hall(void) {
    office *o = open_office();
    put_month(o, NOW - 1, NOW + 86400000000, LATE_REFUSE);
    o->house.params = &book->set;
    Unit *unit = the_unit(o);
    unit->vip = true;
    unit->vip_since_us = unit->graded_at_us = NOW - 100 * DAY_US;
    return o;
}

static Bus__Outcome enrol(office *o, const char *account, const AddMember *in) {
    hand_in(o, account, "enrolment.AddMember", &in->base);
    job_decide(&o->job, o->rows, &o->house, true);
    assert_int_equal(o->job.verdict.code, OK);
    return o->job.outcome;
}

/* How many rules did not hold, the one of this key among them. */
static size_t broken(const office *o, const char *key) {
    size_t n = 0;
    bool found = false;
    for (size_t i = 0; i < o->job.changes.n_rule; i++) {
        if (o->job.changes.rule[i].passed) continue;
        found |= !strcmp(o->job.changes.rule[i].rule, key);
        n++;
    }
    return found ? n : 0;
}

static void all_rules_hold_and_the_system_decides(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = zhang();
    assert_int_equal(enrol(o, "u1", &in), BUS__OUTCOME__APPLIED);
    assert_int_equal(o->job.changes.n_rule, 7);
    assert_int_equal(broken(o, "unit_is_vip"), 0);
    close_office(o);
}

/* When this is so, then a person decides, and the rule that says so is told. */
static void assert_reviewed(office *o, const char *key, size_t n) {
    AddMember in = zhang();
    assert_int_equal(enrol(o, "u1", &in), BUS__OUTCOME__IN_REVIEW);
    assert_int_equal(broken(o, key), n);
    close_office(o);
}

static void a_unit_without_the_class(void **state) {
    (void) state;
    office *o = open_hall();
    the_unit(o)->vip = false;
    assert_reviewed(o, "unit_is_vip", 3); /* what follows from it is told, too */
}

static void a_class_of_under_90_days(void **state) {
    (void) state;
    office *o = open_hall();
    the_unit(o)->vip_since_us = NOW - 90 * DAY_US + 1;
    assert_reviewed(o, "vip_for_90_days", 1);
    o = open_hall();
    the_unit(o)->vip_since_us = NOW - 90 * DAY_US;
    AddMember in = zhang();
    assert_int_equal(enrol(o, "u1", &in), BUS__OUTCOME__APPLIED);
    close_office(o);
}

static void a_grade_of_over_a_year(void **state) {
    (void) state;
    office *o = open_hall();
    the_unit(o)->graded_at_us = NOW - 366 * DAY_US;
    assert_reviewed(o, "graded_within_year", 1);
    o = open_hall();
    the_unit(o)->paused = PAUSED_NO_REVIEW;
    assert_reviewed(o, "graded_within_year", 1);
}

static void a_unit_that_filed_falsely(void **state) {
    (void) state;
    office *o = open_hall();
    the_unit(o)->paused = PAUSED_FALSE_FILING;
    assert_reviewed(o, "no_false_filing", 1);
}

static void what_is_backdated(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = zhang();
    in.work_start_date = in.employment_date = 20260901;
    assert_int_equal(enrol(o, "u1", &in), BUS__OUTCOME__IN_REVIEW);
    assert_int_equal(broken(o, "not_backdated"), 1);
    close_office(o);
}

static void what_an_officer_files_for_the_unit(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = zhang();
    assert_int_equal(enrol(o, "d1", &in), BUS__OUTCOME__IN_REVIEW);
    assert_int_equal(broken(o, "filed_by_unit"), 1);
    close_office(o);
}

static void a_file_with_many_faults(void **state) {
    (void) state;
    office *o = open_hall();
    o->envelope.doubtful = true;
    assert_reviewed(o, "file_is_sound", 1);
}

/* The rules for who pays alone: he and his community are decided about at once, an officer is not,
 * nor is a faulty file. */
static void an_officer_files_for_who_pays_alone(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = zhang();
    in.unit_no = lend("");
    hand_in(o, "d1", "enrolment.AddMember", &in.base);
    o->job.ctx.actor.role = KERNEL__ROLE__COMMUNITY_OPERATOR;
    assert_true(auto_rules(&o->job, o->rows, ""));
    o->job.ctx.actor.role = KERNEL__ROLE__PERSON;
    assert_true(auto_rules(&o->job, o->rows, ""));
    o->envelope.doubtful = true;
    assert_false(auto_rules(&o->job, o->rows, ""));
    o->envelope.doubtful = false;
    o->job.ctx.actor.role = KERNEL__ROLE__DISTRICT_OPERATOR;
    assert_false(auto_rules(&o->job, o->rows, ""));
    close_office(o);
}

/* What a handler finds by a rule of its own, as a namesake of one birth date, stops it as well. */
static void what_a_handler_finds(void **state) {
    (void) state;
    office *o = open_hall();
    AddMember in = zhang();
    assert_int_equal(enrol(o, "u1", &in), BUS__OUTCOME__APPLIED);
    changes_review(&o->job.changes, 1, 1, "nobody_alike");
    assert_false(auto_rules(&o->job, o->rows, "10000001"));
    assert_int_equal(broken(o, "nobody_alike"), 1);
    close_office(o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_rules_hold_and_the_system_decides),
        cmocka_unit_test(a_unit_without_the_class),
        cmocka_unit_test(a_class_of_under_90_days),
        cmocka_unit_test(a_grade_of_over_a_year),
        cmocka_unit_test(a_unit_that_filed_falsely),
        cmocka_unit_test(what_is_backdated),
        cmocka_unit_test(what_an_officer_files_for_the_unit),
        cmocka_unit_test(a_file_with_many_faults),
        cmocka_unit_test(an_officer_files_for_who_pays_alone),
        cmocka_unit_test(what_a_handler_finds),
    };
    return cmocka_run_group_tests(tests, read_figures, forget_figures);
}
