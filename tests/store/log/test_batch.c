/* The transaction: what is written, kept, numbered; who loses a race; what a repetition does. */
#include <pthread.h>

#include "store/log/partition.h"
#include "store/log/replay.h"
#include "store/log/tidy.h"
#include "tests/store/cluster.h"

static void test_rows_events_and_answer_are_stored_together(void **state) {
    (void) state;
    PersonRegistered person = a_person("1000001001", "420102199001019019");
    UnitRegistered unit = a_unit("U1");
    act a = {.n = 2, .event = {&unit.base, &person.base}};
    act_id(&a, 1);
    assert_int_equal(run_acts(&w, 1, &a), OK);
    assert_int_equal(number_of(w.db, "select count(*) from entry"), 1);
    assert_int_equal(number_of(w.db, "select count(*) from person"), 1);
    assert_int_equal(
        number_of(w.db, "select count(*) from unit where name = 'Acme' and version = 1"), 1);
    assert_int_equal(number_of(w.db, "select position from kept"), 1);
    assert_int_equal(number_of(w.db, "select count(*) from entry_link where count = 1"), 2);
    assert_int_equal(batch_position(w.batch), 1);
}

static void test_a_loaded_row_comes_back_opened(void **state) {
    (void) state;
    view *v = view_open(w.arena, vault_opener, w.keys);
    assert_null(find_person(v, "1000001001"));
    batch_begin(w.batch);
    batch_ask_rows(w.batch, v);
    assert_int_equal(batch_round(w.batch), OK);
    const Person *person = find_person(v, "1000001001");
    if (!person) { /* its key had to be loaded too */
        batch_ask_rows(w.batch, v);
        assert_int_equal(batch_round(w.batch), OK);
        person = find_person(v, "1000001001");
    }
    assert_non_null(person);
    assert_string_equal(person->name, "张三");
    assert_string_equal(person->document_no, "420102199001019019");
    assert_int_equal(person->document_hash.len, 32);
    row_list units = list_unit_by_district_code(v, "420102");
    assert_int_equal(units.n, 0);
    batch_ask_rows(w.batch, v);
    assert_int_equal(batch_round(w.batch), OK);
    assert_int_equal(list_unit_by_district_code(v, "420102").n, 1);
    batch_cancel(w.batch);
}

static void test_a_repetition_is_found_and_counted(void **state) {
    (void) state;
    uint8_t ids[2][16] = {{1}, {99}};
    batch_begin(w.batch);
    batch_ask_kept(w.batch, 2, (const uint8_t(*)[16]) ids, w.arena);
    assert_int_equal(batch_round(w.batch), OK);
    const batch_kept *kept = batch_kept_find(w.batch, ids[0]);
    assert_non_null(kept);
    assert_int_equal(kept->digest[0], 7);
    assert_string_equal(kept->answer->position, "1");
    assert_string_equal(kept->actor, "unit01");
    assert_int_equal(kept->seen, 2);
    assert_null(batch_kept_find(w.batch, ids[1]));
    view *v = view_open(w.arena, NULL, NULL);
    assert_int_equal(batch_finish(w.batch, v, 0, NULL), OK);
    assert_int_equal(number_of(w.db, "select seen from kept"), 2);
}

static void test_the_same_id_never_acts_twice(void **state) {
    (void) state;
    UnitRegistered unit = a_unit("U2");
    act a = {.n = 1, .event = {&unit.base}};
    act_id(&a, 1);
    int64_t before = number_of(w.db, "select count(*) from entry");
    assert_int_equal(run_acts(&w, 1, &a), E_CONFLICT);
    assert_int_equal(number_of(w.db, "select count(*) from entry"), before);
    assert_int_equal(number_of(w.db, "select count(*) from unit where unit_no = 'U2'"), 0);
}

static void test_a_lost_version_race_is_a_conflict(void **state) {
    (void) state;
    world other = second_worker();
    UnitGraded graded = UNIT_GRADED_INIT;
    graded.unit_no = "U1";
    graded.vip = true;
    act mine = {.n = 1, .event = {&graded.base}}, theirs = mine;
    batch_item items[1];
    act_id(&mine, 10);
    act_id(&theirs, 11);
    assert_int_equal(prepare_acts(&w, 1, &mine, items), OK); /* both have loaded version 1 */
    assert_int_equal(run_acts(&other, 1, &theirs), OK);
    assert_int_equal(batch_finish(w.batch, w.view, 1, items), E_CONFLICT);
    assert_int_equal(run_acts(&w, 1, &mine), OK); /* again, on the rows as they are now */
    assert_int_equal(number_of(w.db, "select version from unit where unit_no = 'U1'"), 3);
    close_worker(&other);
}

static void test_two_that_create_the_same_row_conflict(void **state) {
    (void) state;
    world other = second_worker();
    PersonRegistered person = a_person("1000002001", "420102199001019027");
    act mine = {.n = 1, .event = {&person.base}}, theirs = mine;
    batch_item items[1];
    act_id(&mine, 12);
    act_id(&theirs, 13);
    assert_int_equal(prepare_acts(&w, 1, &mine, items), OK);
    assert_int_equal(run_acts(&other, 1, &theirs), OK);
    assert_int_equal(batch_finish(w.batch, w.view, 1, items), E_CONFLICT);
    assert_int_equal(number_of(w.db, "select count(*) from person where person_no = '1000002001'"),
                     1);
    close_worker(&other);
}

static void *write_many(void *self) {
    world *x = self;
    uint32_t base = x->folder[0] == 'a' ? 1000 : 2000;
    for (uint32_t i = 0; i < 40; i++) {
        char unit_no[16];
        snprintf(unit_no, sizeof unit_no, "W%u", base + i);
        UnitRegistered unit = a_unit(unit_no);
        act a = {.n = 1, .event = {&unit.base}};
        act_id(&a, base + i);
        if (run_acts(x, 1, &a) != OK) return "failed";
    }
    return NULL;
}

static void test_positions_have_no_gaps_under_two_writers(void **state) {
    (void) state;
    pthread_t thread[2];
    world writer[2] = {second_worker(), second_worker()};
    writer[0].folder[0] = 'a';
    writer[1].folder[0] = 'b';
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, write_many, &writer[i]), 0);
    for (int i = 0; i < 2; i++) {
        void *failed;
        assert_int_equal(pthread_join(thread[i], &failed), 0);
        assert_null(failed);
        close_worker(&writer[i]);
    }
    assert_int_equal(number_of(w.db, "select count(*) - max(position) from entry"), 0);
    assert_int_equal(
        number_of(w.db, "select max(e.position) - max(h.position) from entry e, lane_head h"), 0);
    entrylog_fault fault;
    assert_int_equal(entrylog_verify(w.db, 0, NULL, NULL, &fault), OK);
}

/* Whoever decided on a month that is closed meanwhile, or on parameters that have a successor,
 * decides again: one look under the lock that every batch takes anyway. */
static void stale_when(bool reference) {
    world other = second_worker();
    UnitRegistered first = a_unit(reference ? "R1" : "C1"),
                   second = a_unit(reference ? "R2" : "C2");
    act mine = {.n = 1, .event = {&first.base}}, theirs = {.n = 1, .event = {&second.base}};
    batch_item items[1], moving[1];
    act_id(&mine, reference ? 60 : 62);
    act_id(&theirs, reference ? 61 : 63);
    assert_int_equal(prepare_acts(&w, 1, &mine, items), OK);
    assert_int_equal(prepare_acts(&other, 1, &theirs, moving), OK);
    moving[0].moves_reference = reference;
    moving[0].closes = reference ? 0 : 202611;
    assert_int_equal(batch_finish(other.batch, other.view, 1, moving), OK);
    assert_int_equal(batch_finish(w.batch, w.view, 1, items), E_CONFLICT);
    assert_true(batch_is_stale(w.batch));
    assert_int_equal(run_acts(&w, 1, &mine), OK);
    assert_false(batch_is_stale(w.batch));
    close_worker(&other);
}

static void test_who_decided_on_a_closed_month_decides_again(void **state) {
    (void) state;
    stale_when(false);
    assert_int_equal(number_of(w.db, "select closed_period from lane_head"), 202611);
}

static void test_who_decided_on_old_parameters_decides_again(void **state) {
    (void) state;
    stale_when(true);
    assert_int_equal(number_of(w.db, "select position - reference from lane_head"), 1);
    entrylog_fault fault;
    assert_int_equal(entrylog_verify(w.db, 0, NULL, NULL, &fault), OK);
}

/* Two entries that follow the same one: the second fails before it commits, whatever let it come so
 * far. */
static void test_a_fork_of_a_history_fails_before_commit(void **state) {
    (void) state;
    UnitGraded graded = UNIT_GRADED_INIT;
    graded.unit_no = "U1";
    act mine = {.n = 1, .event = {&graded.base}};
    int64_t before = number_of(w.db, "select count(*) from entry");
    act_id(&mine, 70);
    assert_int_equal(pg_script(w.db,
                               "create table planted as select lane, subject, max(count) + 1 as "
                               "count, max(position) as position, max(hash::text)::bytea as hash "
                               "from entry_link where subject = 'U1' group by lane, subject; "
                               "create function fork() returns trigger language plpgsql as "
                               "'begin insert into entry_link select * from planted; return new; "
                               "end'; create trigger fork before insert on entry for each row "
                               "execute function fork()"),
                     OK);
    assert_int_equal(run_acts(&w, 1, &mine), E_CONFLICT);
    assert_int_equal(pg_script(w.db, "drop trigger fork on entry; drop function fork; "
                                     "drop table planted"),
                     OK);
    assert_int_equal(number_of(w.db, "select count(*) from entry"), before);
    assert_int_equal(run_acts(&w, 1, &mine), OK);
}

static void test_what_is_no_entry_is_refused_before(void **state) {
    (void) state;
    static char subjects[ENTRY_EVENTS_MAX + 1][16];
    static batch_event events_[ENTRY_EVENTS_MAX + 1];
    UnitGraded graded = UNIT_GRADED_INIT;
    const event_type *type = catalog_type_of(&graded.base)->event;
    for (unsigned i = 0; i <= ENTRY_EVENTS_MAX; i++) {
        snprintf(subjects[i], sizeof subjects[i], "S%u", i % (ENTRY_LINKS_MAX + 1));
        events_[i] = (batch_event){type, &graded.base, subjects[i]};
    }
    batch_item item = {.n_event = ENTRY_LINKS_MAX, .event = events_};
    assert_true(batch_item_fits(&item));
    item.n_event = ENTRY_LINKS_MAX + 1; /* one subject more */
    assert_false(batch_item_fits(&item));
    for (unsigned i = 0; i <= ENTRY_EVENTS_MAX; i++) events_[i].subject = "one";
    item.n_event = 2000;
    assert_true(batch_item_fits(&item));
    item.n_event = ENTRY_EVENTS_MAX + 1;
    assert_false(batch_item_fits(&item));
    static char text[ENTRY_BYTES_MAX];
    memset(text, 'x', sizeof text - 1);
    graded.reason = text;
    item.n_event = 1;
    assert_false(batch_item_fits(&item));
}

static history history_now(view *v, const char *subject) {
    history h = view_history(v, subject);
    for (int round = 0; round < 4 && view_missing(v); round++) {
        view_forget_missing(v);
        batch_ask_rows(w.batch, v);
        assert_int_equal(batch_round(w.batch), OK);
        h = view_history(v, subject);
    }
    assert_false(view_missing(v));
    return h;
}

static void test_a_history_is_read_from_the_log(void **state) {
    (void) state;
    view *v = view_open(w.arena, vault_opener, w.keys);
    view_opens_history(v, vault_history_opener, w.keys);
    batch_begin(w.batch);
    history h = history_now(v, "1000001001");
    assert_int_equal(h.n, 1);
    assert_string_equal(h.event[0].type->name, "enrolment.PersonRegistered");
    assert_string_equal(h.event[0].actor, "unit01");
    assert_int_equal(h.event[0].number, 1);
    assert_string_equal(((const PersonRegistered *) h.event[0].event)->name, "张三");
    assert_int_equal(history_now(v, "nobody").n, 0);
    batch_cancel(w.batch);
}

/* Given a unit with more events than a history shows, then those that are shown are the newest, in
 * the order in which they happened. */
static void test_a_long_history_shows_its_newest_part(void **state) {
    (void) state;
    enum { MORE = 10, SHOWN = 4096 };
    static batch_event events_[ENTRY_EVENTS_MAX];
    UnitRegistered unit = a_unit("U11");
    UnitGraded graded[ENTRY_EVENTS_MAX / 2 + MORE];
    batch_item items[1];
    act a = {.n = 1, .event = {&unit.base}};
    int32_t score = 0;
    for (unsigned entry = 0; entry < 2; entry++) {
        act_id(&a, 200 + entry);
        a.event[0] = entry ? &graded[0].base : &unit.base;
        graded[0] = (UnitGraded) UNIT_GRADED_INIT;
        graded[0].unit_no = "U11";
        assert_int_equal(prepare_acts(&w, 1, &a, items), OK);
        for (unsigned i = 0; i < ENTRY_EVENTS_MAX / 2 + MORE; i++) {
            graded[i] = (UnitGraded) UNIT_GRADED_INIT;
            graded[i].unit_no = "U11";
            graded[i].credit_score = ++score;
            events_[i] = (batch_event){catalog_event("review.UnitGraded"), &graded[i].base, "U11"};
        }
        items[0].event = events_;
        items[0].n_event = ENTRY_EVENTS_MAX / 2 + MORE;
        assert_int_equal(batch_finish(w.batch, w.view, 1, items), OK);
    }
    arena_reset(w.arena);
    view *v = view_open(w.arena, vault_opener, w.keys);
    view_opens_history(v, vault_history_opener, w.keys);
    batch_begin(w.batch);
    history h = history_now(v, "U11");
    assert_int_equal(h.n, SHOWN);
    for (size_t i = 0; i < h.n; i++)
        assert_int_equal(((const UnitGraded *) h.event[i].event)->credit_score,
                         score - SHOWN + (int32_t) i + 1);
    batch_cancel(w.batch);
}

static void test_pieces_of_the_log_are_made_ahead(void **state) {
    (void) state;
    assert_int_equal(
        number_of(w.db, "select count(*) from pg_inherits where inhparent = 'entry'::regclass"), 3);
    assert_int_equal(partition_ahead(w.db, PARTITION_ENTRIES + 5), OK);
    assert_int_equal(partition_ahead(w.db, PARTITION_ENTRIES + 5), OK);
    assert_int_equal(
        number_of(w.db, "select count(*) from pg_inherits where inhparent = 'entry'::regclass"), 4);
}

static void test_attempts_count_and_parking_ends_them(void **state) {
    (void) state;
    uint8_t id[1][16] = {{0x77}};
    int64_t count = 0, state_now = 0;
    size_t n = 0;
    parked *list;
    for (int64_t i = 1; i <= 3; i++) {
        assert_int_equal(
            batch_attempt(w.batch, 1, (const uint8_t(*)[16]) id, "E_INTERNAL", 5, &count), OK);
        assert_int_equal(count, i);
    }
    parked what = {.command_id = {0x77},
                   .method = "enrolment.AddMember",
                   .reason = "attempts",
                   .envelope = {3, (uint8_t *) "abc"},
                   .at_us = 9};
    assert_int_equal(batch_park(w.batch, &what), OK);
    assert_int_equal(batch_park(w.batch, &what), OK);
    assert_int_equal(number_of(w.db, "select count(*) from attempt"), 0);
    assert_int_equal(number_of(w.db, "select count(*) from parked where envelope = 'abc'"), 0);
    assert_int_equal(batch_parked(w.batch, id[0], &state_now), OK);
    assert_int_equal(state_now, 1);
    assert_int_equal(batch_parked_list(w.batch, 10, w.arena, &n, &list), OK);
    assert_int_equal(n, 1);
    assert_memory_equal(list[0].envelope.data, "abc", 3);
    assert_int_equal(batch_parked_set(w.batch, id[0], 2), OK);
    assert_int_equal(batch_parked_set(w.batch, (uint8_t[16]){1, 2}, 2), E_NOT_FOUND);
}

static void test_a_finished_command_forgets_its_attempts(void **state) {
    (void) state;
    UnitRegistered unit = a_unit("U9");
    act a = {.n = 1, .event = {&unit.base}};
    int64_t count;
    act_id(&a, 90);
    assert_int_equal(batch_attempt(w.batch, 1, (const uint8_t(*)[16]) & a.id, "", 5, &count), OK);
    assert_int_equal(run_acts(&w, 1, &a), OK);
    assert_int_equal(number_of(w.db, "select count(*) from attempt"), 0);
}

static void attempt_at(uint32_t i, int64_t now_us) {
    uint8_t id[1][16] = {{0x79}};
    int64_t count;
    memcpy(&id[0][4], &i, sizeof i);
    assert_int_equal(batch_attempt(w.batch, 1, (const uint8_t(*)[16]) id, "", now_us, &count), OK);
}

static bool attempting(uint32_t i) {
    uint8_t id[16] = {0x79};
    memcpy(&id[4], &i, sizeof i);
    return batch_attempting(w.batch, id);
}

/* Given commands that are counted and never come back, then the process remembers those of the last
 * hour, and never more than so many. */
static void test_what_never_comes_back_is_forgotten(void **state) {
    (void) state;
    const int64_t hour = 3600LL * 1000000, now = 100 * hour;
    for (uint32_t i = 0; i < 3; i++) attempt_at(i, now + i);
    attempt_at(0, now + 3); /* it came back: it is the newest now */
    attempt_at(3, now + hour + 3);
    assert_false(attempting(1) || attempting(2));
    assert_true(attempting(0) && attempting(3));
    for (uint32_t i = 4; i < 1100; i++) attempt_at(i, now + hour + i);
    assert_false(attempting(0) || attempting(3) || attempting(75));
    assert_true(attempting(76) && attempting(1099));
    assert_int_equal(pg_script(w.db, "delete from attempt"), OK);
}

static void test_what_was_answered_counts_no_attempts(void **state) {
    (void) state;
    UnitRegistered unit = a_unit("U10");
    act a = {.n = 1, .event = {&unit.base}};
    const uint8_t refused[1][16] = {{0x78}};
    int64_t count = 7;
    act_id(&a, 91);
    assert_int_equal(run_acts(&w, 1, &a), OK);
    assert_int_equal(batch_attempt(w.batch, 1, (const uint8_t(*)[16]) & a.id, "", 5, &count), OK);
    assert_int_equal(count, 0);
    assert_int_equal(batch_attempt_over(w.batch, a.id), OK);
    assert_int_equal(batch_attempt(w.batch, 1, refused, "", 5, &count), OK);
    assert_true(batch_attempting(w.batch, refused[0]));
    assert_int_equal(batch_attempt_over(w.batch, refused[0]), OK);
    assert_false(batch_attempting(w.batch, refused[0]));
    assert_int_equal(number_of(w.db, "select count(*) from attempt"), 0);
}

static void test_kept_answers_go_in_small_steps_and_those_for_ever_stay(void **state) {
    (void) state;
    int64_t gone = 0, old = number_of(w.db, "select count(*) from kept") - 1;
    assert_true(old > 2);
    assert_int_equal(pg_script(w.db, "update kept set at_us = 5, forever = command_id = "
                                     "(select min(command_id::text)::bytea from kept)"),
                     OK);
    assert_int_equal(tidy_kept(w.db, 5, 100, &gone), OK);
    assert_int_equal(gone, 0); /* given at that moment, not before it */
    assert_int_equal(tidy_kept(w.db, 6, 2, &gone), OK);
    assert_int_equal(gone, 2);
    assert_int_equal(tidy_kept(w.db, 6, 100, &gone), OK);
    assert_int_equal(gone, old - 2);
    assert_int_equal(number_of(w.db, "select count(*) from kept where forever"), 1);
}

static void test_counted_calls_go_when_their_day_is_over(void **state) {
    (void) state;
    int64_t gone = 0;
    assert_int_equal(pg_script(w.db, "delete from key_use; insert into key_use values "
                                     "('\\x01', 20261108, 0, 5, 9), ('\\x02', 20261109, 0, 5, 9)"),
                     OK);
    assert_int_equal(tidy_key_use(w.db, 20261108, &gone), OK);
    assert_int_equal(gone, 0);
    assert_int_equal(tidy_key_use(w.db, 20261109, &gone), OK);
    assert_int_equal(gone, 1);
    assert_int_equal(number_of(w.db, "select day from key_use"), 20261109);
}

static void test_no_index_is_made_twice(void **state) {
    (void) state;
    assert_int_equal(
        number_of(w.db, "select count(*) from pg_indexes where tablename = 'membership'"),
        4); /* the key, and unit with status alone and with two more; by unit alone is the key's
               beginning */
    assert_int_equal(number_of(w.db, "select count(*) from (select indrelid, indkey::text from "
                                     "pg_index where indpred is null group by 1, 2 having count(*) "
                                     "> 1) as twice"),
                     0);
}

static void test_a_lost_node_is_an_outage_whatever_its_code(void **state) {
    (void) state;
    const char *lost = "do $$ begin raise exception 'server closed the connection unexpectedly' "
                       "using errcode = '22000'; end $$";
    const char *wrong = "do $$ begin raise exception 'no' using errcode = '22000'; end $$";
    assert_int_equal(pg_script(w.db, lost), E_UNAVAILABLE);
    assert_int_equal(pg_script(w.db, wrong), E_INTERNAL);
    assert_int_equal(number_of(w.db, "select 1"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_events_and_answer_are_stored_together),
        cmocka_unit_test(test_a_loaded_row_comes_back_opened),
        cmocka_unit_test(test_a_repetition_is_found_and_counted),
        cmocka_unit_test(test_the_same_id_never_acts_twice),
        cmocka_unit_test(test_a_lost_version_race_is_a_conflict),
        cmocka_unit_test(test_two_that_create_the_same_row_conflict),
        cmocka_unit_test(test_positions_have_no_gaps_under_two_writers),
        cmocka_unit_test(test_who_decided_on_a_closed_month_decides_again),
        cmocka_unit_test(test_who_decided_on_old_parameters_decides_again),
        cmocka_unit_test(test_a_fork_of_a_history_fails_before_commit),
        cmocka_unit_test(test_what_is_no_entry_is_refused_before),
        cmocka_unit_test(test_a_history_is_read_from_the_log),
        cmocka_unit_test(test_a_long_history_shows_its_newest_part),
        cmocka_unit_test(test_pieces_of_the_log_are_made_ahead),
        cmocka_unit_test(test_attempts_count_and_parking_ends_them),
        cmocka_unit_test(test_a_finished_command_forgets_its_attempts),
        cmocka_unit_test(test_what_never_comes_back_is_forgotten),
        cmocka_unit_test(test_what_was_answered_counts_no_attempts),
        cmocka_unit_test(test_kept_answers_go_in_small_steps_and_those_for_ever_stay),
        cmocka_unit_test(test_counted_calls_go_when_their_day_is_over),
        cmocka_unit_test(test_no_index_is_made_twice),
        cmocka_unit_test(test_a_lost_node_is_an_outage_whatever_its_code),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
