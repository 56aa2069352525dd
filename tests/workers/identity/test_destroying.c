/* Destroying as a property: whatever memory there is, everything that names the person goes or
 * nothing does. labels: N14 A24 */
#include <stdio.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/destroy_person.h"
#include "gen/review/rows.h"
#include "proto/runtime/changes.h"
#include "tests/lib/cmocka.h"

enum { CASES = 100, LEAST_BYTES = 4096, MOST_BYTES = 1 << 20, STEP_BYTES = 256 };

static bool give_rows(view *rows, arena *texts) {
    Person *person = arena_alloc(texts, sizeof *person);
    *person = (Person) PERSON_INIT;
    person->person_no = lend("1000000007");
    person->version = 1;
    status s = view_put(rows, &row_person, &person->base);
    for (unsigned i = 0; i < CASES && s == OK; i++) {
        Case *file = arena_alloc(texts, sizeof *file);
        *file = (Case) CASE_INIT;
        file->case_no = arena_printf(texts, "20261126%011u", i);
        file->person_no = person->person_no;
        file->state = PENDING;
        file->version = 1;
        s = view_put(rows, &row_case, &file->base);
    }
    return s == OK;
}

/* Returns whether the person was destroyed. */
static bool destroy_with(size_t bytes) {
    arena *small = arena_open(bytes), *large = arena_open(16u << 20);
    view *rows = view_open(small, NULL, NULL);
    changes *out = arena_alloc(large, sizeof *out);
    DestroyPerson in = DESTROY_PERSON_INIT;
    bool destroyed = false;
    if (rows && give_rows(rows, large)) {
        view_all_known(rows);
        in.person_no = lend("1000000007");
        changes_start(out, large);
        verdict v = identity_destroy_person(&(context){.today = 20261126}, rows, &in, out);
        destroyed = !view_missing(rows) && !refused(v) && !out->full;
        if (destroyed) {
            assert_int_equal(out->n_event, 1);
            assert_int_equal(((const PersonDestroyed *) out->event[0].message)->n_file, CASES);
        }
    }
    arena_close(small);
    arena_close(large);
    return destroyed;
}

static void test_all_or_nothing_in_any_memory(void **state) {
    (void) state;
    assert_false(destroy_with(LEAST_BYTES));
    for (size_t bytes = LEAST_BYTES; bytes < MOST_BYTES; bytes += STEP_BYTES) destroy_with(bytes);
    assert_true(destroy_with(MOST_BYTES));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_or_nothing_in_any_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
