/* Personal data at rest: nothing readable on the disk, the right key opens, a destroyed one never.
 */
#include <dirent.h>
#include <sys/stat.h>

#include "store/log/replay.h"
#include "tests/store/cluster.h"

#define DOCUMENT "420102199001019019"

static const Person *load_person(vault *keys, const char *person_no) {
    view *v = view_open(w.arena, vault_opener, keys);
    const Person *person = NULL;
    batch *b = batch_open(w.db, keys, 0);
    batch_begin(b);
    for (int i = 0; i < 3 && person == NULL; i++) {
        person = find_person(v, person_no);
        batch_ask_rows(b, v);
        if (batch_round(b) != OK) break;
    }
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
    while (in != NULL && !found) {
        size_t got = fread(buffer + have, 1, sizeof buffer - have, in);
        have += got;
        found = memmem(buffer, have, text, n) != NULL;
        if (got == 0) break;
        size_t kept = have < n ? have : n - 1;
        memmove(buffer, buffer + have - kept, kept);
        have = kept;
    }
    if (in != NULL) fclose(in);
    return found;
}

/* How many files of the cluster (tables, indexes, write-ahead log) hold the text. */
static int files_holding(const char *text) {
    char command[256], path[512];
    int n = 0;
    snprintf(command, sizeof command, "find %s/data -type f", w.folder);
    FILE *list = popen(command, "r");
    while (list != NULL && fgets(path, sizeof path, list) != NULL) {
        path[strcspn(path, "\n")] = 0;
        n += file_holds(path, text);
    }
    if (list != NULL) pclose(list);
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
    assert_int_equal(chmod(w.key_file, 0640), 0);
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

static void test_a_destroyed_key_hides_the_person_and_keeps_the_proof(void **state) {
    (void) state;
    entrylog_fault fault;
    replay_report report;
    assert_int_equal(vault_destroy(w.keys, w.db, "1000001001"), OK);
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
        cmocka_unit_test(test_a_destroyed_key_hides_the_person_and_keeps_the_proof),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
