/* Stories of a case whose history is longer than what is read of it (row S36). */
#include "gen/query/get_case.h"
#include "gen/query/rows.h"
#include "tests/workers/engine/office.h"

/* A case whose newest `n` events are known. */
static office *office_with_looks(size_t n) {
    office *o = open_office();
    AddMember in = zhang();
    file_case(o, "enrolment.AddMember", &in.base, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001",
              PENDING);
    static const RecordRead none = RECORD_READ_INIT;
    history_event *looks = arena_alloc(o->a, n * sizeof *looks);
    for (size_t i = 0; i < n; i++)
        looks[i] = (history_event){.number = (int64_t) i + 1,
                                   .method = "query.GetCase",
                                   .actor = "d1",
                                   .type = catalog_type_of(&none.base)->event,
                                   .event = &none.base};
    view_put_history(o->rows, o->case_no, n, looks);
    return o;
}

static bool says_older_are_left_out(size_t n) {
    office *o = office_with_looks(n);
    GetCase in = GET_CASE_INIT;
    in.case_no = o->case_no;
    assert_int_equal(ask(o, "u1", "query.GetCase", &in.base), OK);
    bool said = ((const CaseShown *) (const void *) o->job.changes.reply)->older_left_out;
    close_office(o);
    return said;
}

static void a_case_looked_at_too_often_says_what_it_does_not_show(void **state) {
    (void) state;
    assert_false(says_older_are_left_out(HISTORY_EVENTS_MAX - 1));
    assert_true(says_older_are_left_out(HISTORY_EVENTS_MAX));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_looked_at_too_often_says_what_it_does_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
