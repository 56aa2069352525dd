/* Personal data at rest (labels: A24 N14): nothing readable on the disk, the right key opens, a
 * destroyed one never.
 */
#include <dirent.h>
#include <sys/stat.h>

#include "gen/roster/submit_roster.h"
#include "store/log/replay.h"
#include "tests/store/cluster.h"

#define DOCUMENT "420102199001019019"

static view_fault met; /* what the last load_person met */

static const Person *load_person(vault *keys, const char *person_no) {
    view *v = view_open(w.arena, vault_opener, keys);
    const Person *person = NULL;
    view_forget_missing(v);
    batch *b = batch_open(w.db, keys, 0);
    batch_begin(b);
    for (int i = 0; i < 3 && !person; i++) {
        person = find_person(v, person_no);
        batch_ask_rows(b, v);
        if (batch_round(b) != OK) break;
    }
    met = view_spoilt(v);
    batch_cancel(b);
    batch_close(b);
    return person;
}

static void test_a_person_is_registered(void **state) {
    (void) state;
    PersonRegistered person = a_person("1000001001", DOCUMENT);
    act a = {.n = 1, .event = {&person.base}};
    act_id(&a, 1);
    assert_int_equal(run_acts(&w, 1, &a), OK);
    assert_string_equal(load_person(w.keys, "1000001001")->document_no, DOCUMENT);
}

static bool file_holds(const char *path, const char *text) {
    FILE *in = fopen(path, "rb");
    size_t n = strlen(text), have = 0;
    static char buffer[1 << 16];
    bool found = false;
    while (in && !found) {
        size_t got = fread(buffer + have, 1, sizeof buffer - have, in);
        have += got;
        found = memmem(buffer, have, text, n);
        if (got == 0) break;
        size_t kept = have < n ? have : n - 1;
        memmove(buffer, buffer + have - kept, kept);
        have = kept;
    }
    if (in) fclose(in);
    return found;
}

/* How many files of the cluster (tables, indexes, write-ahead log) hold the text. */
static int files_holding(const char *text) {
    char command[256], path[512];
    int n = 0;
    snprintf(command, sizeof command, "find %s/data -type f", w.folder);
    FILE *list = popen(command, "r");
    while (list && fgets(path, sizeof path, list)) {
        path[strcspn(path, "\n")] = 0;
        n += file_holds(path, text);
    }
    if (list) pclose(list);
    return n;
}

static void test_the_disk_holds_no_plain_number_or_name(void **state) {
    (void) state;
    assert_int_equal(pg_script(w.db, "checkpoint"), OK);
    assert_true(files_holding("1000001001") > 0); /* the search does find what is there */
    assert_int_equal(files_holding(DOCUMENT), 0);
    assert_int_equal(files_holding("张三"), 0);
    assert_int_equal(files_holding("13800000000"), 0);
}

static void test_a_person_is_found_by_keyed_hash(void **state) {
    (void) state;
    view *v = view_open(w.arena, vault_opener, w.keys);
    ProtobufCBinaryData hash =
        seal_search_hash(vault_search_key(w.keys), " 4201 0219900101901 9", w.arena);
    assert_null(find_person_directory(v, hash));
    batch_begin(w.batch);
    batch_ask_rows(w.batch, v);
    assert_int_equal(batch_round(w.batch), OK);
    assert_string_equal(find_person_directory(v, hash)->person_no, "1000001001");
    batch_cancel(w.batch);
}

static void test_another_master_key_opens_nothing(void **state) {
    (void) state;
    char file[96];
    vault *strange;
    snprintf(file, sizeof file, "%s/keys2", w.folder);
    assert_int_equal(vault_make(file, CRYPT_SM), OK);
    assert_int_equal(vault_make(file, CRYPT_SM), E_CONFLICT);
    assert_int_equal(vault_open(file, &strange), OK);
    assert_null(load_person(strange, "1000001001")); /* the round fails: wrong key */
    vault_close(strange);
}

static void test_a_key_file_others_may_read_is_refused(void **state) {
    (void) state;
    vault *v;
    assert_int_equal(chmod(w.key_file, 0604), 0);
    assert_int_equal(vault_open(w.key_file, &v), E_FORBIDDEN);
    assert_int_equal(chmod(w.key_file, 0600), 0);
    assert_int_equal(vault_open("/nonexistent/keys", &v), E_UNAVAILABLE);
}

static void test_a_refused_batch_leaves_no_key(void **state) {
    (void) state;
    PersonRegistered person = a_person("1000003001", "420102199001019035");
    act a = {.n = 1, .event = {&person.base}};
    batch_item items[1];
    act_id(&a, 3);
    assert_int_equal(prepare_acts(&w, 1, &a, items), OK);
    batch_cancel(w.batch);
    assert_int_equal(
        number_of(w.db, "select count(*) from subject_key where subject = '1000003001'"), 0);
    assert_int_equal(run_acts(&w, 1, &a), OK); /* and the next one makes it */
    assert_int_equal(
        number_of(w.db, "select count(*) from subject_key where subject = '1000003001'"), 1);
}

static void test_personal_fields_have_no_column(void **state) {
    (void) state;
    assert_int_equal(number_of(w.db, "select count(*) from information_schema.columns where "
                                     "table_name = 'person' and column_name in ('name', "
                                     "'document_no', 'birth_date', 'mobile', 'address')"),
                     0);
    assert_int_equal(number_of(w.db, "select count(*) from information_schema.columns where "
                                     "table_name = 'person' and column_name = 'sealed'"),
                     1);
    assert_int_equal(load_person(w.keys, "1000001001")->birth_date, 19900101); /* yet it is there */
}

/* Given a table that somebody wrote to by hand, then nothing of that row is shown. */
static void shows_nothing(const char *sql) {
    assert_int_equal(pg_script(w.db, "create temp table before as select * from person"), OK);
    assert_int_equal(pg_script(w.db, sql), OK);
    assert_null(load_person(w.keys, "1000001001"));
    assert_int_equal(met.code, E_SEAL);
    assert_string_equal(met.what, "person");
    assert_string_equal(met.subject, "1000001001");
    assert_int_equal(pg_script(w.db, "update person p set sealed = b.sealed from before b where "
                                     "b.person_no = p.person_no; drop table before"),
                     OK);
    assert_string_equal(load_person(w.keys, "1000001001")->name, "张三");
    assert_int_equal(met.code, OK);
}

static void test_a_row_written_by_hand_is_not_shown(void **state) {
    (void) state;
    shows_nothing("update person set sealed = (select sealed from person where person_no = "
                  "'1000003001') where person_no = '1000001001'"); /* another's */
    shows_nothing("update person set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)");
    shows_nothing("update person set sealed = substr(sealed, 1, 30)");
    shows_nothing("update person set sealed = ''");
}

/* A key that is gone without having been destroyed is no destroyed key. */
static void test_a_lost_key_is_not_a_destroyed_one(void **state) {
    (void) state;
    world other = second_worker(); /* it has cached no key */
    assert_int_equal(pg_script(w.db, "create temp table lost as select * from subject_key where "
                                     "subject = '1000001001'; delete from subject_key where "
                                     "subject = '1000001001'"),
                     OK);
    assert_null(load_person(other.keys, "1000001001"));
    assert_int_equal(met.code, E_SEAL);
    assert_int_equal(pg_script(w.db, "insert into subject_key select * from lost"), OK);
    close_worker(&other);
}

static void destroy_named(const char *person_no, const char *case_no, uint32_t number) {
    PersonDestroyed event = PERSON_DESTROYED_INIT;
    DestroyedRoster roster = DESTROYED_ROSTER_INIT, *rosters[] = {&roster};
    event.person_no = (char *) person_no;
    roster.roster_no = (char *) case_no;
    event.roster = rosters;
    event.n_roster = case_no[0] != 0;
    act a = {.n = 1, .event = {&event.base}};
    act_id(&a, number);
    assert_int_equal(run_acts(&w, 1, &a), OK);
}

static void destroy(const char *person_no) {
    destroy_named(person_no, "", 900);
}

/* Given a batch that is not committed, then what it would have destroyed lives. */
static void test_a_batch_that_is_given_up_destroys_nothing(void **state) {
    (void) state;
    batch_begin(w.batch);
    vault_doom(w.keys, "1000001001");
    batch_cancel(w.batch);
    assert_string_equal(load_person(w.keys, "1000001001")->name, "张三");
}

/* The event names subjects in itself and in its lists; all their keys go, and no other. */
static void test_an_event_destroys_whom_it_names(void **state) {
    (void) state;
    RosterReceived roster = ROSTER_RECEIVED_INIT;
    roster.roster_no = "2026112600000010017";
    roster.file_name = "增员.xlsx";
    act received = {.n = 1, .event = {&roster.base}};
    act_id(&received, 899);
    assert_int_equal(run_acts(&w, 1, &received), OK);
    destroy_named("1000003001", "2026112600000010017", 901);
    destroy_named("1000003001", "2026112600000010017", 902); /* twice is no error */
    assert_int_equal(number_of(w.db, "select count(*) from subject_key where wrapped = '' and "
                                     "subject in ('1000003001', '2026112600000010017')"),
                     2);
    assert_int_equal(number_of(w.db, "select count(*) from subject_key where wrapped = ''"), 3);
    assert_int_equal(number_of(w.db, "select epoch from vault_state"), 3);
}

static void test_a_destroyed_key_hides_the_person_and_keeps_the_proof(void **state) {
    (void) state;
    entrylog_fault fault;
    replay_report report;
    world other = second_worker();
    assert_string_equal(load_person(other.keys, "1000001001")->name, "张三"); /* it has the key */
    destroy("1000001001");
    assert_string_equal(load_person(other.keys, "1000001001")->name, ""); /* and forgets at once */
    assert_string_equal(load_person(other.keys, "1000003001")->name, "张三");
    close_worker(&other);
    const Person *person = load_person(w.keys, "1000001001");
    assert_non_null(person);
    assert_string_equal(person->name, "");
    assert_string_equal(person->document_no, "");
    assert_string_equal(load_person(w.keys, "1000003001")->name, "张三");
    assert_int_equal(entrylog_verify(w.db, 0, NULL, NULL, &fault), OK);
    assert_int_equal(replay_compare(w.db, 0, 64 << 20, NULL, NULL, &report), OK);
    assert_int_equal(report.n_different, 0);
    replay_report_free(&report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_person_is_registered),
        cmocka_unit_test(test_the_disk_holds_no_plain_number_or_name),
        cmocka_unit_test(test_a_person_is_found_by_keyed_hash),
        cmocka_unit_test(test_another_master_key_opens_nothing),
        cmocka_unit_test(test_a_key_file_others_may_read_is_refused),
        cmocka_unit_test(test_a_refused_batch_leaves_no_key),
        cmocka_unit_test(test_personal_fields_have_no_column),
        cmocka_unit_test(test_a_row_written_by_hand_is_not_shown),
        cmocka_unit_test(test_a_lost_key_is_not_a_destroyed_one),
        cmocka_unit_test(test_a_batch_that_is_given_up_destroys_nothing),
        cmocka_unit_test(test_a_destroyed_key_hides_the_person_and_keeps_the_proof),
        cmocka_unit_test(test_an_event_destroys_whom_it_names),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
