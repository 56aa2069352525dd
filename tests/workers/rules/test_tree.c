/* Who makes whose account (labels: S61 S62). */
#include "workers/rules/tree.h"

#include "tests/lib/cmocka.h"

enum { FIRST = KERNEL__ROLE__PERSON, LAST = KERNEL__ROLE__AUDIT_ADMIN };

/* Given any two roles: the one is directly above the other in at most one direction, and no way up
 * comes back to where it began. */
static void every_way_up_ends_at_the_root(void **state) {
    (void) state;
    for (int role = FIRST; role <= LAST; role++) {
        Kernel__Role at = (Kernel__Role) role;
        for (int steps = 0; at != KERNEL__ROLE__ROLE_NONE; steps++) {
            assert_true(steps < 3);
            Kernel__Role upper = tree_upper(at);
            assert_true(upper == KERNEL__ROLE__ROLE_NONE || tree_upper(upper) != at);
            at = upper;
        }
    }
}

static void the_levels_are_those_of_the_source(void **state) {
    (void) state;
    assert_int_equal(tree_upper(KERNEL__ROLE__DISTRICT_ADMIN), KERNEL__ROLE__SETTLEMENT_CENTER);
    assert_int_equal(tree_upper(KERNEL__ROLE__UNIT_OPERATOR), KERNEL__ROLE__DISTRICT_ADMIN);
    assert_int_equal(tree_upper(KERNEL__ROLE__SETTLEMENT_CENTER), KERNEL__ROLE__ROLE_NONE);
    assert_int_equal(tree_upper(KERNEL__ROLE__OFFICE_DESK), KERNEL__ROLE__DISTRICT_ADMIN);
    for (int role = KERNEL__ROLE__SYSTEM_ADMIN; role <= KERNEL__ROLE__AUDIT_ADMIN; role++)
        assert_int_equal(tree_upper((Kernel__Role) role), KERNEL__ROLE__SETTLEMENT_CENTER);
    assert_int_equal(tree_upper(KERNEL__ROLE__AUDITOR), KERNEL__ROLE__SETTLEMENT_CENTER);
    assert_int_equal(tree_upper(KERNEL__ROLE__PERSON), KERNEL__ROLE__ROLE_NONE);
}

/* Given any two roles of one person: both are held only by who files, for several of one kind. */
static void one_person_holds_one_office(void **state) {
    (void) state;
    for (int a = FIRST; a <= LAST; a++)
        for (int b = FIRST; b <= LAST; b++) {
            bool insured = a == KERNEL__ROLE__PERSON || b == KERNEL__ROLE__PERSON;
            bool several = a == b && (a == KERNEL__ROLE__UNIT_OPERATOR ||
                                      a == KERNEL__ROLE__COMMUNITY_OPERATOR);
            assert_int_equal(tree_excludes((Kernel__Role) a, (Kernel__Role) b),
                             !insured && !several);
        }
}

/* Who has no office to come back to wakes by himself; an insured person's account waits for years.
 */
static void all_but_persons_sleep_and_filers_wake_themselves(void **state) {
    (void) state;
    for (int role = FIRST; role <= LAST; role++) {
        bool files =
            role == KERNEL__ROLE__UNIT_OPERATOR || role == KERNEL__ROLE__COMMUNITY_OPERATOR;
        assert_int_equal(tree_sleeps((Kernel__Role) role), role != KERNEL__ROLE__PERSON);
        assert_int_equal(tree_wakes_itself((Kernel__Role) role), files);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_up_ends_at_the_root),
        cmocka_unit_test(the_levels_are_those_of_the_source),
        cmocka_unit_test(all_but_persons_sleep_and_filers_wake_themselves),
        cmocka_unit_test(one_person_holds_one_office),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
