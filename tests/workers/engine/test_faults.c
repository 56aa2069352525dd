/* Stories of all faults of a filing at once (labels: N7): what its fields may not be and what the
 * business says to the others come in one answer. */
#include "tests/workers/engine/office.h"
#include "tests/workers/figures.h"

static office *open_month(void) {
    office *o = open_office();
    put_month(o, NOW - 1, NOW + 86400000000, LATE_REFUSE);
    o->house.params = &book->set;
    return o;
}

static const Bus__Fault *fault_of(const Bus__Answer *answer, const char *field) {
    for (size_t i = 0; i < answer->n_fault; i++)
        if (!strcmp(answer->fault[i]->field, field)) return answer->fault[i];
    return NULL;
}

static void expect_fault(const Bus__Answer *answer, const char *field, status code) {
    const Bus__Fault *fault = fault_of(answer, field);
    assert_non_null(fault);
    assert_string_equal(status_name(fault->status), status_name(code));
}

/* Given two empty cells, a wrong check digit and a wrong month, then one answer names all four, and
 * nothing is stored. */
static void what_form_and_business_refuse_comes_at_once(void **state) {
    (void) state;
    office *o = open_month();
    AddMember in = zhang();
    in.ethnicity = 0;
    in.mobile = lend("");
    in.document_no = lend("420102199001019018");
    in.enrol_date = 20261202;
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_REQUIRED);
    const Bus__Answer *answer = job_answer(&o->job, o->a);
    assert_int_equal(answer->n_fault, 4);
    assert_string_equal(answer->field, "ethnicity");
    expect_fault(answer, "ethnicity", E_REQUIRED);
    expect_fault(answer, "mobile", E_REQUIRED);
    expect_fault(answer, "document_no", E_ID_CHECK);
    expect_fault(answer, "enrol_date", E_ENROL_MONTH);
    assert_int_equal(answer->outcome, BUS__OUTCOME__REFUSED);
    assert_false(job_stores(&o->job));
    close_office(o);
}

/* A field that is no text or no date is not looked at twice, and nothing follows from it. */
static void a_faulty_field_blames_no_other(void **state) {
    (void) state;
    office *o = open_month();
    AddMember in = zhang();
    in.enrol_date = 20261131;
    in.name = lend("张\x1b三");
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_TEXT);
    const Bus__Answer *answer = job_answer(&o->job, o->a);
    assert_int_equal(answer->n_fault, 2);
    expect_fault(answer, "name", E_TEXT);
    expect_fault(answer, "enrol_date", E_DATE);
    close_office(o);
}

/* Five times no is one fault, and a wrong wage beside it another. */
static void no_insurance_at_all_is_one_fault(void **state) {
    (void) state;
    office *o = open_month();
    AddMember in = zhang();
    in.pension = in.medical = in.unemployment = in.injury = in.maternity = 2; /* 否 */
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_INSURANCE_SET);
    assert_int_equal(job_answer(&o->job, o->a)->n_fault, 0);
    assert_string_equal(job_answer(&o->job, o->a)->field, "pension");
    in.declared_wage_fen = 99999999999;
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_INSURANCE_SET);
    const Bus__Answer *answer = job_answer(&o->job, o->a);
    assert_int_equal(answer->n_fault, 2);
    expect_fault(answer, "declared_wage_fen", E_WAGE_RANGE);
    close_office(o);
}

/* One fault needs no list: status and field say it. */
static void one_fault_is_the_answer_itself(void **state) {
    (void) state;
    office *o = open_month();
    AddMember in = zhang();
    in.mobile = lend("123");
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_MOBILE);
    assert_int_equal(job_answer(&o->job, o->a)->n_fault, 0);
    assert_string_equal(job_answer(&o->job, o->a)->field, "mobile");
    close_office(o);
}

/* Who may not file at all learns of his form only, as before. */
static void a_stranger_learns_nothing_of_the_business(void **state) {
    (void) state;
    office *o = open_month();
    AddMember in = zhang();
    in.unit_no = lend("10000002");
    in.mobile = lend("");
    in.document_no = lend("420102199001019018");
    assert_int_equal(ask(o, "u1", "enrolment.AddMember", &in.base), E_REQUIRED);
    assert_int_equal(job_answer(&o->job, o->a)->n_fault, 0);
    assert_string_equal(o->job.verdict.field, "mobile");
    close_office(o);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_form_and_business_refuse_comes_at_once),
        cmocka_unit_test(a_faulty_field_blames_no_other),
        cmocka_unit_test(no_insurance_at_all_is_one_fault),
        cmocka_unit_test(one_fault_is_the_answer_itself),
        cmocka_unit_test(a_stranger_learns_nothing_of_the_business),
    };
    return cmocka_run_group_tests(tests, read_figures, forget_figures);
}
