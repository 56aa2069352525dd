/* Stories of what the roster agent remembers of a file: who was named first (labels: A30), and what
 * is to be said of a row (labels: N7). */
#include "tests/lib/cmocka.h"

#include <stdio.h>

#include "roster/rows.pb-c.h"
#include "workers/agents/roster/batch_outcome.h"
#include "workers/agents/roster/batch_people.h"

static void the_first_row_of_a_person_is_remembered(void **state) {
    (void) state;
    batch_people *people = batch_people_open();
    assert_int_equal(batch_people_row(people, "document_no", "420102199001019019", 7), 7);
    assert_int_equal(batch_people_row(people, "document_no", "420102199001019019", 9), 7);
    assert_int_equal(batch_people_row(people, "document_no", "420102199001019019", 7), 7);
    assert_int_equal(batch_people_row(people, "person_no", "420102199001019019", 9), 9);
    batch_people_close(people);
}

/* Given a row with a person's number and one with the document; once the business has said whose
 * that is, the later row is the twin, whichever came first and whoever was answered first. */
static void two_kinds_of_number_are_one_person(void **state) {
    (void) state;
    for (int document_first = 0; document_first < 2; document_first++)
        for (int document_answered_first = 0; document_answered_first < 2;
             document_answered_first++) {
            batch_people *people = batch_people_open();
            const int64_t by_document = document_first ? 3 : 8, by_number = document_first ? 8 : 3;
            batch_people_row(people, "document_no", "420102199001019019", by_document);
            batch_people_row(people, "person_no", "100000000000007", by_number);
            batch_people_row(people, "person_no", "100000000000008", 9);
            if (document_answered_first)
                batch_people_accepted(people, by_document, "100000000000007");
            batch_people_accepted(people, by_number, "100000000000007");
            if (!document_answered_first)
                batch_people_accepted(people, by_document, "100000000000007");
            batch_people_accepted(people, 9, "100000000000008");
            assert_int_equal(batch_people_twin(people, 8), 3);
            assert_int_equal(batch_people_twin(people, 3), 0);
            assert_int_equal(batch_people_twin(people, 9), 0);
            assert_int_equal(batch_people_repeated(people), 1);
            batch_people_close(people);
        }
}

/* A later row that was refused anyhow is not refused twice. */
static void a_refused_twin_is_not_counted_again(void **state) {
    (void) state;
    batch_people *people = batch_people_open();
    batch_people_row(people, "document_no", "420102199001019019", 3);
    batch_people_row(people, "person_no", "100000000000007", 8);
    batch_people_accepted(people, 3, "100000000000007");
    assert_int_equal(batch_people_twin(people, 8), 3);
    assert_int_equal(batch_people_repeated(people), 0);
    batch_people_close(people);
}

/* As many as a file may have; each keeps its own row. */
static void a_large_file_keeps_everyone_apart(void **state) {
    (void) state;
    enum { ROWS = 200000 };
    char number[32];
    batch_people *people = batch_people_open();
    for (int pass = 0; pass < 2; pass++)
        for (int64_t row = 1; row <= ROWS; row++) {
            snprintf(number, sizeof number, "%018lld", (long long) row);
            assert_int_equal(batch_people_row(people, "document_no", number, row + pass), row);
        }
    batch_people_close(people);
}

static Roster__RowNote note_of(status code, const char *field) {
    Roster__RowNote out = ROSTER__ROW_NOTE__INIT;
    out.status = code;
    out.field = (char *) (uintptr_t) field;
    return out;
}

static Roster__RowResult row_of(int64_t row_no, Roster__RowState state) {
    Roster__RowResult out = ROSTER__ROW_RESULT__INIT;
    out.row_no = row_no;
    out.state = state;
    return out;
}

static void all_faults_and_warnings_are_kept_and_lent(void **state) {
    (void) state;
    outcome_list *list = outcome_list_open();
    Roster__RowNote mobile = note_of(E_MOBILE, "mobile"), late = note_of(W_LATE_ENROL, "");
    Roster__RowNote wage = note_of(E_AMOUNT, "declared_wage_fen");
    Roster__RowNote *bad[] = {&mobile, &wage}, *soft[] = {&late}, **none = NULL;
    Roster__RowResult failed = row_of(9, ROSTER__ROW_STATE__ROW_FAILED), *lent[4];
    failed.n_fault = 2;
    failed.fault = bad;
    failed.other_row = 3;
    Roster__RowResult warned = row_of(4, ROSTER__ROW_STATE__ROW_APPLIED);
    warned.n_warning = 1;
    warned.warning = soft;
    Roster__RowResult alone = row_of(5, ROSTER__ROW_STATE__ROW_FAILED);
    alone.status = E_DEAD;
    alone.field = (char *) (uintptr_t) "document_no";
    alone.fault = none;
    Roster__RowResult quiet = row_of(6, ROSTER__ROW_STATE__ROW_APPLIED);
    outcome_list_add(list, &failed, "");
    outcome_list_add(list, &warned, "");
    outcome_list_add(list, &quiet, "");
    outcome_list_recorded(list, &alone);
    assert_int_equal(outcome_list_n(list), 3);
    assert_int_equal(outcome_list_waiting(list), 3);
    const outcome *said = outcome_list_of(list, 9);
    assert_true(said->failed && said->n == 2 && said->other_row == 3);
    assert_string_equal(said->said[1].field, "declared_wage_fen");
    assert_false(outcome_list_of(list, 4)->failed);
    assert_int_equal(outcome_list_of(list, 5)->said[0].code, E_DEAD);
    assert_null(outcome_list_of(list, 6));
    assert_int_equal(outcome_list_take(list, lent, 2), 2);
    assert_int_equal(lent[0]->n_fault, 2);
    assert_string_equal(lent[0]->fault[0]->field, "mobile");
    outcome_list_settle(list);
    assert_int_equal(outcome_list_waiting(list), 1);
    assert_true(outcome_list_has(list, 9) && outcome_list_has(list, 5));
    outcome_list_close(list);
}

/* Rows with much to say are recorded fewer at a time: an entry has a limit. */
static void what_is_lent_at_a_time_is_bounded_by_what_is_said(void **state) {
    (void) state;
    outcome_list *list = outcome_list_open();
    Roster__RowNote mobile = note_of(E_MOBILE, "mobile"), *bad[40];
    Roster__RowResult *lent[200];
    for (int i = 0; i < 40; i++) bad[i] = &mobile;
    for (int64_t row = 1; row <= 200; row++) {
        Roster__RowResult failed = row_of(row, ROSTER__ROW_STATE__ROW_FAILED);
        failed.n_fault = 40;
        failed.fault = bad;
        outcome_list_add(list, &failed, "");
    }
    size_t taken = 0;
    for (size_t n; (n = outcome_list_take(list, lent, 200)) > 0; taken += n) {
        assert_in_range(n, 1, 25);
        outcome_list_settle(list);
    }
    assert_int_equal(taken, 200);
    outcome_list_close(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_row_of_a_person_is_remembered),
        cmocka_unit_test(two_kinds_of_number_are_one_person),
        cmocka_unit_test(a_refused_twin_is_not_counted_again),
        cmocka_unit_test(a_large_file_keeps_everyone_apart),
        cmocka_unit_test(all_faults_and_warnings_are_kept_and_lent),
        cmocka_unit_test(what_is_lent_at_a_time_is_bounded_by_what_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
