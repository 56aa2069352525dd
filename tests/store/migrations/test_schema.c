/* Migrations and derived tables: once is enough, twice changes nothing, rules of sharding are kept.
 */
#include "store/migrations/migrations.h"
#include "tests/store/cluster.h"

static void on_breach(void *self, const char *sentence) {
    snprintf(self, 256, "%s", sentence);
}

static void test_migrating_again_changes_nothing(void **state) {
    (void) state;
    const char *shape =
        "select hashtext(string_agg(t.relname || a.attname || a.attnum || a.atttypid, ',' "
        "order by t.relname, a.attnum))::bigint from pg_class t join pg_attribute a "
        "on a.attrelid = t.oid where t.relnamespace = 'public'::regnamespace";
    int64_t before = number_of(w.db, shape);
    assert_int_equal(schema_migrate(w.db, CRYPT_SM, 0), OK);
    assert_int_equal(schema_ready(w.db), OK);
    assert_int_equal(number_of(w.db, shape), before);
    assert_int_equal(number_of(w.db, "select count(*) from migration"), n_migrations);
}

static void test_a_missing_column_is_added_back(void **state) {
    (void) state;
    assert_int_equal(pg_script(w.db, "alter table person drop column education"), OK);
    assert_int_equal(schema_ready(w.db), E_UNAVAILABLE);
    assert_int_equal(schema_migrate(w.db, CRYPT_SM, 0), OK);
    assert_int_equal(schema_ready(w.db), OK);
}

static void test_a_rewritten_migration_is_refused(void **state) {
    (void) state;
    assert_int_equal(pg_script(w.db, "update migration set checksum = 'x' || checksum"), OK);
    assert_int_equal(schema_migrate(w.db, CRYPT_SM, 0), E_CONFLICT);
    assert_int_equal(pg_script(w.db, "update migration set checksum = substr(checksum, 2)"), OK);
    assert_int_equal(schema_migrate(w.db, CRYPT_SM, 0), OK);
}

/* Given a log from before the hall noted its migrations, then it is not built upon. */
static void test_a_log_without_migrations_is_refused(void **state) {
    (void) state;
    assert_int_equal(pg_script(w.db, "create table set_aside as table migration; "
                                     "delete from migration"),
                     OK);
    assert_int_equal(schema_migrate(w.db, CRYPT_SM, 0), E_CONFLICT);
    assert_int_equal(pg_script(w.db, "alter table entry rename to event"), OK);
    assert_int_equal(schema_migrate(w.db, CRYPT_SM, 0), E_CONFLICT);
    assert_int_equal(pg_script(w.db, "alter table event rename to entry; insert into migration "
                                     "select * from set_aside; drop table set_aside"),
                     OK);
    assert_int_equal(schema_migrate(w.db, CRYPT_SM, 0), OK);
}

static void test_the_suite_of_a_log_never_changes(void **state) {
    (void) state;
    entrylog_head head;
    assert_int_equal(schema_migrate(w.db, CRYPT_STD, 0), OK);
    assert_int_equal(entrylog_read_head(w.db, 0, &head), OK);
    assert_int_equal(head.suite, CRYPT_SM);
}

static void test_the_rules_of_sharding_hold(void **state) {
    (void) state;
    char sentence[256] = "";
    status s = schema_check(w.db, on_breach, sentence);
    assert_string_equal(sentence, "");
    assert_int_equal(s, OK);
}

/* Given a table that breaks a rule, when checked, then the rule is named. */
static void breaks(const char *make, const char *expected, const char *drop) {
    char sentence[256] = "";
    assert_int_equal(pg_script(w.db, make), OK);
    assert_int_equal(schema_check(w.db, on_breach, sentence), E_INTERNAL);
    assert_non_null(strstr(sentence, expected));
    assert_int_equal(pg_script(w.db, drop), OK);
}

static void test_every_breach_is_named(void **state) {
    (void) state;
    breaks("create table stray (a bigint primary key)", "belongs to no row type",
           "drop table stray");
    breaks("alter table kept add constraint f foreign key (command_id) references attempt",
           "foreign key", "alter table kept drop constraint f");
    breaks("create sequence s", "is a sequence", "drop sequence s");
    breaks("create function f() returns trigger language plpgsql as 'begin return new; end'; "
           "create trigger t before insert on kept for each row execute function f()",
           "trigger", "drop function f() cascade");
    breaks("alter table entry_link drop constraint entry_link_pkey", "no primary key",
           "alter table entry_link add primary key (lane, subject, count)");
    breaks("alter table lane_head drop constraint lane_head_pkey; "
           "alter table lane_head add primary key (position, lane)",
           "distribution column",
           "alter table lane_head drop constraint lane_head_pkey; alter table lane_head add "
           "primary key (lane)");
}

static void test_a_server_that_may_lose_commits_is_refused(void **state) {
    (void) state;
    pg *db = NULL;
    assert_int_equal(pg_script(w.db, "alter role hall set synchronous_commit = off"), OK);
    assert_int_equal(pg_open(&(pg_options){.conninfo = w.conninfo}, &db), E_UNAVAILABLE);
    assert_non_null(strstr(pg_open_error(), "synchronous_commit"));
    assert_int_equal(pg_open(&(pg_options){.conninfo = w.conninfo, .commit = "off"}, &db), OK);
    pg_close(db);
    assert_int_equal(pg_script(w.db, "alter role hall reset synchronous_commit"), OK);
    assert_int_equal(pg_open(&(pg_options){.conninfo = w.conninfo, .commit = "remote_apply"}, &db),
                     E_UNAVAILABLE);
    assert_int_equal(pg_open(&(pg_options){.conninfo = "host=/nonexistent dbname=x"}, &db),
                     E_UNAVAILABLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_migrating_again_changes_nothing),
        cmocka_unit_test(test_a_missing_column_is_added_back),
        cmocka_unit_test(test_a_rewritten_migration_is_refused),
        cmocka_unit_test(test_a_log_without_migrations_is_refused),
        cmocka_unit_test(test_the_suite_of_a_log_never_changes),
        cmocka_unit_test(test_the_rules_of_sharding_hold),
        cmocka_unit_test(test_every_breach_is_named),
        cmocka_unit_test(test_a_server_that_may_lose_commits_is_refused),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
