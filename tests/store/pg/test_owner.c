/* owner: of two sessions one owns a name, and the other follows when the first has ended. */
#include "store/pg/owner.h"

#include "tests/store/cluster.h"

static bool asks(pg *db, const char *name) {
    bool owned;
    assert_int_equal(owner_ask(db, name, &owned), OK);
    return owned;
}

static void test_one_owns_and_the_next_one_follows(void **state) {
    (void) state;
    pg *first = connect_world(), *second = connect_world();
    assert_true(asks(first, "clock:0"));
    assert_false(asks(second, "clock:0"));
    assert_true(asks(second, "clock:1"));
    pg_close(first);
    bool follows = false; /* the server notices the end of a session a moment later */
    for (int turn = 0; turn < 100000 && !follows; turn++) follows = asks(second, "clock:0");
    assert_true(follows);
    pg_close(second);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_owns_and_the_next_one_follows)};
    return cmocka_run_group_tests(tests, open_world, close_world);
}
