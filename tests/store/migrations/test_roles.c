/* Stories of the programs' database roles: each may what it needs, and none touches an entry. */
#include "store/migrations/roles.h"
#include "tests/store/cluster.h"

static bool may(const char *role, const char *sql) {
    char text[600];
    snprintf(text, sizeof text, "begin; set local role %s; %s; rollback", role, sql);
    bool good = pg_script(w.db, text) == OK;
    if (!good) pg_rollback(w.db);
    return good;
}

static const char *named(const char *suffix) {
    static char name[80];
    PGconn *ask = PQconnectdb(w.conninfo);
    snprintf(name, sizeof name, "\"%s_%s\"", PQdb(ask), suffix);
    PQfinish(ask);
    return name;
}

static void making_them_twice_changes_nothing(void **state) {
    (void) state;
    assert_int_equal(roles_make(w.db), OK);
    assert_int_equal(roles_make(w.db), OK);
}

static void nobody_changes_or_removes_an_entry(void **state) {
    (void) state;
    const char *const suffix[] = {"worker", "reader", "keeper"};
    for (size_t i = 0; i < 3; i++) {
        assert_false(may(named(suffix[i]), "update entry set body = body"));
        assert_false(may(named(suffix[i]), "delete from entry"));
        assert_false(may(named(suffix[i]), "delete from entry_link"));
        assert_false(may(named(suffix[i]), "truncate entry"));
        assert_false(may(named(suffix[i]), "drop table entry"));
        assert_false(may(named(suffix[i]), "alter table entry disable row level security"));
    }
}

static void a_worker_stores_and_a_reader_reads(void **state) {
    (void) state;
    assert_true(
        may(named("worker"), "select from entry; update lane_head set position = position"));
    assert_true(may(named("worker"), "update person set version = version; select from kept"));
    assert_false(may(named("worker"), "delete from person"));
    assert_false(may(named("worker"), "delete from kept"));
    assert_false(may(named("worker"), "select make_entry_piece(99, 10)"));
    assert_false(may(named("worker"), "update migration set checksum = checksum"));
    assert_true(
        may(named("reader"), "select from entry; select from person; select from subject_key"));
    assert_false(may(named("reader"), "update person set version = version"));
    assert_false(may(named("reader"), "select from kept"));
}

static void a_keeper_makes_pieces_and_cleans(void **state) {
    (void) state;
    assert_true(may(named("keeper"), "select make_entry_piece(77, 10000000)"));
    assert_true(may(named("keeper"), "delete from kept"));
    assert_false(may(named("keeper"), "select from person"));
    assert_false(may(named("keeper"), "select from subject_key"));
    assert_false(may(named("keeper"), "create table mine (a bigint)"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(making_them_twice_changes_nothing),
        cmocka_unit_test(nobody_changes_or_removes_an_entry),
        cmocka_unit_test(a_worker_stores_and_a_reader_reads),
        cmocka_unit_test(a_keeper_makes_pieces_and_cleans),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
