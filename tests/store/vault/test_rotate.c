/* A new master key (labels: A24): every key is wrapped anew while the hall runs, a rotation that
 * was killed goes on, and nobody is left behind with the old one. */
#include "store/vault/vault_rotate.h"

#include <poll.h>
#include <pthread.h>

#include "store/vault/vault_file.h"
#include "tests/store/cluster.h"

enum { PERSONS = 25 };

static const Person *load_person(world *x, const char *person_no) {
    view *v = view_open(x->arena, vault_opener, x->keys);
    const Person *person = NULL;
    batch_begin(x->batch);
    for (int i = 0; i < 3 && !person; i++) {
        person = find_person(v, person_no);
        batch_ask_rows(x->batch, v);
        if (batch_round(x->batch) != OK) return NULL;
    }
    batch_cancel(x->batch);
    return person;
}

static void person_no_of(unsigned i, char out[16]) {
    snprintf(out, 16, "10000%02u001", i);
}

static status register_one(world *x, unsigned i) {
    char person_no[16], document[20];
    person_no_of(i, person_no);
    snprintf(document, sizeof document, "4201021990010100%02u", i);
    PersonRegistered person = a_person(person_no, document);
    act a = {.n = 1, .event = {&person.base}};
    act_id(&a, 100 + i);
    return run_acts(x, 1, &a);
}

static void opens_all(world *x, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        char person_no[16];
        person_no_of(i, person_no);
        const Person *person = load_person(x, person_no);
        assert_non_null(person);
        assert_string_equal(person->name, "张三");
    }
}

static int64_t keys_under(uint32_t number) {
    char sql[160];
    snprintf(sql, sizeof sql,
             "select count(*) from subject_key where substr(wrapped, 1, 4) = '\\x%08x'::bytea",
             number);
    return number_of(w.db, sql);
}

static unsigned masters(void) {
    vault_secrets secrets;
    assert_int_equal(vault_file_read(w.key_file, &secrets), OK);
    return secrets.n;
}

static void park_one(void) {
    uint8_t words[] = "an envelope";
    parked what = {
        .command_id = {1}, .method = "a", .reason = "b", .envelope = {sizeof words, words}};
    assert_int_equal(batch_park(w.batch, &what), OK);
}

static bool after_two_pieces(void *self, const vault_rotation *so_far) {
    (void) so_far;
    return ++*(int *) self < 2;
}

/* Given a hall with keys, when the rotation is killed after two pieces, then everything opens with
 * both master keys in the file, and the next call ends what was begun. */
static void test_a_killed_rotation_goes_on(void **state) {
    (void) state;
    int pieces = 0;
    vault_rotation so_far;
    for (unsigned i = 0; i < PERSONS; i++) assert_int_equal(register_one(&w, i), OK);
    park_one();
    assert_int_equal(keys_under(1), PERSONS);
    assert_int_equal(vault_rotate(w.key_file, w.db, 5, after_two_pieces, &pieces, &so_far),
                     E_DEADLINE);
    assert_int_equal(masters(), 2);
    assert_int_equal(keys_under(2), 10);
    world fresh = second_worker();
    opens_all(&fresh, PERSONS);
    close_worker(&fresh);
    assert_int_equal(vault_rotate(w.key_file, w.db, 5, NULL, NULL, &so_far), OK);
    assert_int_equal(so_far.number, 2);
    assert_int_equal(so_far.keys, PERSONS - 10);
    assert_int_equal(so_far.parked, 1);
    assert_int_equal(masters(), 1);
    assert_int_equal(keys_under(2), PERSONS);
}

/* A worker that has run since before holds the old file; it reads the new one by itself. */
static void test_running_workers_go_on(void **state) {
    (void) state;
    vault_rotation done;
    world idle = second_worker(), busy = second_worker();
    opens_all(&busy, 3);
    assert_int_equal(vault_rotate(w.key_file, w.db, 500, NULL, NULL, &done), OK);
    assert_int_equal(done.number, 3);
    opens_all(&busy, PERSONS);
    opens_all(&idle, PERSONS);
    assert_int_equal(register_one(&idle, PERSONS), OK);
    assert_int_equal(keys_under(3), PERSONS + 1);
    close_worker(&idle);
    close_worker(&busy);
}

/* Given a batch in which a key was made under the old master key, when the new one comes into use
 * before it is stored, then the batch is refused and runs again under the new one. */
static void test_no_key_comes_under_an_old_master_key(void **state) {
    (void) state;
    vault_rotation done;
    char document[] = "420102199001010099";
    world slow = second_worker();
    PersonRegistered person = a_person("1000099001", document);
    act a = {.n = 1, .event = {&person.base}};
    batch_item items[1];
    act_id(&a, 300);
    assert_int_equal(prepare_acts(&slow, 1, &a, items), OK); /* the transaction is open */
    assert_int_equal(vault_rotate(w.key_file, w.db, 500, NULL, NULL, &done), OK);
    assert_int_equal(batch_finish(slow.batch, slow.view, 1, items), E_CONFLICT);
    assert_int_equal(run_acts(&slow, 1, &a), OK);
    assert_int_equal(keys_under(done.number), PERSONS + 2);
    assert_string_equal(load_person(&w, "1000099001")->name, "张三");
    close_worker(&slow);
}

/* Given a piece that loses a race, when the rotation ends, then its keys are under the new master
 * key: the old one is gone. */
static void test_a_lost_race_leaves_no_key_behind(void **state) {
    (void) state;
    vault_rotation done;
    int64_t all = number_of(w.db, "select count(*) from subject_key where wrapped <> ''");
    assert_int_equal(
        pg_script(w.db,
                  "create sequence tries; create function lose() returns trigger language plpgsql "
                  "as $$ begin if nextval('tries') = 1 then raise exception 'lost' using errcode = "
                  "'40001'; end if; return new; end $$; create trigger lose before update on "
                  "subject_key for each row execute function lose()"),
        OK);
    assert_int_equal(vault_rotate(w.key_file, w.db, 500, NULL, NULL, &done), OK);
    assert_int_equal(keys_under(done.number), all);
    assert_int_equal(pg_script(w.db, "drop trigger lose on subject_key; drop function lose(); "
                                     "drop sequence tries"),
                     OK);
}

static bool rotate_beside(void *self, const vault_rotation *so_far) {
    (void) so_far;
    world *other = self;
    vault_rotation done;
    assert_int_equal(vault_rotate(w.key_file, other->db, 500, NULL, NULL, &done), E_BUSY);
    assert_int_equal(vault_prepare(w.key_file), E_BUSY);
    return true;
}

/* Two calls that read the file together would each make a master key of the same number. */
static void test_one_rotation_at_a_time(void **state) {
    (void) state;
    vault_rotation done;
    world other = second_worker();
    assert_int_equal(vault_rotate(w.key_file, w.db, 500, rotate_beside, &other, &done), OK);
    assert_int_equal(masters(), 1);
    close_worker(&other);
}

/* Given a machine to which the new key file was not copied, when it rotates as well, then it is
 * refused and its file stays: its next key would have a number that is in use for another. */
static void test_an_old_copy_of_the_file_rotates_nothing(void **state) {
    (void) state;
    vault_rotation done;
    vault_secrets old, now;
    char copy[128];
    snprintf(copy, sizeof copy, "%s.copy", w.key_file);
    assert_int_equal(vault_file_read(w.key_file, &old), OK);
    assert_int_equal(vault_file_write(copy, &old), OK);
    assert_int_equal(vault_rotate(w.key_file, w.db, 500, NULL, NULL, &done), OK);
    assert_int_equal(vault_rotate(copy, w.db, 500, NULL, NULL, &done), E_NOT_FOUND);
    assert_int_equal(vault_file_read(copy, &now), OK);
    assert_int_equal(now.n, 1);
    assert_int_equal(now.master[0].number, old.master[0].number);
}

static void test_what_is_parked_opens_after_it(void **state) {
    (void) state;
    size_t n = 0;
    parked *all = NULL;
    assert_int_equal(batch_parked_list(w.batch, 10, w.arena, &n, &all), OK);
    assert_int_equal(n, 1);
    assert_int_equal(all[0].envelope.len, sizeof "an envelope");
    assert_memory_equal(all[0].envelope.data, "an envelope", all[0].envelope.len);
}

/* With several machines the file is copied first: until the key is in use, the old one wraps. */
static void test_a_prepared_key_waits(void **state) {
    (void) state;
    vault_rotation done;
    world worker = second_worker();
    vault_secrets secrets;
    assert_int_equal(vault_file_read(w.key_file, &secrets), OK);
    uint32_t number = secrets.master[0].number;
    int64_t before = keys_under(number);
    assert_int_equal(vault_prepare(w.key_file), OK);
    assert_int_equal(vault_prepare(w.key_file), OK); /* once is enough */
    assert_int_equal(masters(), 2);
    assert_int_equal(register_one(&worker, PERSONS + 1), OK);
    assert_int_equal(keys_under(number), before + 1);
    assert_int_equal(vault_rotate(w.key_file, w.db, 500, NULL, NULL, &done), OK);
    assert_int_equal(done.number, number + 1);
    assert_int_equal(keys_under(number + 1), before + 1);
    assert_int_equal(register_one(&worker, PERSONS + 2), OK);
    assert_int_equal(keys_under(number + 1), before + 2);
    close_worker(&worker);
}

static void test_what_is_forgotten_is_empty(void **state) {
    (void) state;
    size_t n = 0;
    parked *all = NULL;
    assert_int_equal(batch_parked_forget(w.batch, (uint8_t[16]){1}), OK);
    assert_int_equal(batch_parked_list(w.batch, 10, w.arena, &n, &all), OK);
    assert_int_equal(n, 1);
    assert_int_equal(all[0].envelope.len, 0);
    assert_int_equal(all[0].state, 3);
}

static void test_a_destroyed_key_stays_destroyed(void **state) {
    (void) state;
    vault_rotation done;
    assert_int_equal(pg_script(w.db, "update subject_key set wrapped = '' where subject = "
                                     "'1000001001'; update vault_state set epoch = epoch + 1"),
                     OK);
    assert_int_equal(vault_rotate(w.key_file, w.db, 500, NULL, NULL, &done), OK);
    assert_string_equal(load_person(&w, "1000001001")->name, "");
    assert_string_equal(load_person(&w, "1000002001")->name, "张三");
}

typedef struct rotator {
    world worker;
    vault_rotation done;
    status result;
} rotator;

static void *rotate_it(void *self) {
    rotator *r = self;
    r->result = vault_rotate(w.key_file, r->worker.db, 500, NULL, NULL, &r->done);
    return NULL;
}

static int64_t waits_for_a_row(void) {
    return number_of(w.db, "select count(*) from pg_locks where not granted");
}

/* Given a key that somebody destroys and has not committed yet, when a rotation has read the key as
 * it was before, then what it wrapped is not stored: the rotation holds no row between its look and
 * its write. */
static void test_a_key_destroyed_between_look_and_write_stays_destroyed(void **state) {
    (void) state;
    rotator r = {.worker = second_worker()};
    world destroyer = second_worker();
    pthread_t thread;
    int64_t all = number_of(w.db, "select count(*) from subject_key where wrapped <> ''");
    assert_int_equal(pg_script(destroyer.db, "begin; update subject_key set wrapped = '' where "
                                             "subject = '1000003001'"),
                     OK);
    assert_int_equal(pthread_create(&thread, NULL, rotate_it, &r), 0);
    for (int i = 0; i < 1000 && waits_for_a_row() == 0; i++) poll(NULL, 0, 10);
    assert_int_equal(waits_for_a_row(), 1);
    assert_int_equal(pg_script(destroyer.db, "commit"), OK);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(r.result, OK);
    assert_int_equal(r.done.keys, all - 1); /* what was not stored is not counted */
    assert_int_equal(keys_under(r.done.number), all - 1);
    assert_int_equal(number_of(w.db,
                               "select count(*) from subject_key where wrapped = '' and subject = "
                               "'1000003001'"),
                     1);
    close_worker(&destroyer);
    close_worker(&r.worker);
}

static void test_a_key_that_opens_with_none_stops_the_rotation(void **state) {
    (void) state;
    vault_rotation done;
    assert_int_equal(pg_script(w.db, "update subject_key set wrapped = set_byte(wrapped, 20, "
                                     "get_byte(wrapped, 20) # 1) where subject = '1000002001'"),
                     OK);
    assert_int_equal(vault_rotate(w.key_file, w.db, 500, NULL, NULL, &done), E_INTERNAL);
    assert_int_equal(masters(), 2); /* the old one is kept */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_killed_rotation_goes_on),
        cmocka_unit_test(test_running_workers_go_on),
        cmocka_unit_test(test_no_key_comes_under_an_old_master_key),
        cmocka_unit_test(test_a_lost_race_leaves_no_key_behind),
        cmocka_unit_test(test_one_rotation_at_a_time),
        cmocka_unit_test(test_an_old_copy_of_the_file_rotates_nothing),
        cmocka_unit_test(test_what_is_parked_opens_after_it),
        cmocka_unit_test(test_a_prepared_key_waits),
        cmocka_unit_test(test_what_is_forgotten_is_empty),
        cmocka_unit_test(test_a_destroyed_key_stays_destroyed),
        cmocka_unit_test(test_a_key_destroyed_between_look_and_write_stays_destroyed),
        cmocka_unit_test(test_a_key_that_opens_with_none_stops_the_rotation),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
