/* The LMDB projection: what it answers, that it says how far it is, and that losing it or one bit
 * of it costs a rebuild only. The log is made in memory: the cache knows no database. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gen/enrolment/add_member.h"
#include "gen/enrolment/rows.h"
#include "gen/enrolment/suspend_member.h"
#include "store/cache/cache_internal.h"
#include "tests/lib/cmocka.h"

#define PERSONS 500
#define MAP_BYTES (64u << 20)

static char folder[64];
static arena *box;

static int open_folder(void **state) {
    (void) state;
    snprintf(folder, sizeof folder, "/tmp/hall-cache-XXXXXX");
    box = arena_open(64u << 20);
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void) state;
    char command[128];
    arena_close(box);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static ProtobufCMessage *enrolled(char *person_no, int32_t spell_no) {
    EnrolmentStarted *e = arena_alloc(box, sizeof *e);
    enrolment__enrolment_started__init(e);
    e->person_no = person_no;
    e->spell_no = spell_no;
    e->unit_no = "U1";
    e->insurances = 63;
    e->valid_from = 202611;
    return &e->base;
}

static ProtobufCMessage *paused(char *person_no) {
    EnrolmentPaused *e = arena_alloc(box, sizeof *e);
    enrolment__enrolment_paused__init(e);
    e->person_no = person_no;
    e->spell_no = 1;
    e->unit_no = "U1";
    e->valid_to = 202612;
    return &e->base;
}

/* Entry number `position`: the first spell of person n begins; later entries end it, but for one
 * person, who gets a second spell. */
enum { PERSON_OF_TWO_SPELLS = 5 };
static Log__Entry *entry_at(int64_t position) {
    Log__Entry *entry = arena_alloc(box, sizeof *entry);
    Log__EntryEvent *logged = arena_alloc(box, sizeof *logged);
    char *person_no = arena_printf(box, "%07d001", (int) ((position - 1) % PERSONS));
    bool first = position <= PERSONS;
    bool second = position == PERSONS + 1 + PERSON_OF_TWO_SPELLS;
    ProtobufCMessage *event =
        first || second ? enrolled(person_no, first ? 1 : 2) : paused(person_no);
    log__entry__init(entry);
    log__entry_event__init(logged);
    entry->head = arena_alloc(box, sizeof *entry->head);
    log__entry_head__init(entry->head);
    entry->head->position = position;
    entry->head->actor = "unit01";
    entry->n_event = 1;
    entry->event = arena_alloc(box, sizeof *entry->event);
    entry->event[0] = logged;
    logged->type = first || second ? "enrolment.EnrolmentStarted" : "enrolment.EnrolmentPaused";
    logged->subject = person_no;
    logged->payload.data = arena_alloc(box, protobuf_c_message_get_packed_size(event) + 1);
    logged->payload.len = protobuf_c_message_pack(event, logged->payload.data);
    return entry;
}

static void fold_to(cache *c, int64_t position) {
    for (int64_t at = cache_position(c) + 1; at <= position; at++) {
        assert_int_equal(cache_fold(c, entry_at(at)), OK);
        if (at % 100 == 0) arena_reset(box);
    }
    assert_int_equal(cache_commit(c), OK);
    assert_int_equal(cache_publish(c), OK);
}

static cache *open_writer(uint64_t generation) {
    cache *c = NULL;
    assert_int_equal(cache_open_writer(folder, generation, MAP_BYTES, &c), OK);
    return c;
}

/* The status of a spell as a reader sees it; -1 when it is not there. */
static int read_status(cache *c, const char *person_no, int spell_no, int64_t least,
                       status *result) {
    int64_t position;
    arena_reset(box);
    view *v = view_open(box, NULL, NULL);
    find_spell(v, person_no, spell_no);
    *result = cache_load(c, v, least, &position);
    const Spell *row = *result == OK ? find_spell(v, person_no, spell_no) : NULL;
    return row ? row->status : -1;
}

static void test_rows_are_folded_and_read(void **state) {
    (void) state;
    status s;
    cache *c = open_writer(1);
    assert_int_equal(cache_position(c), 0);
    fold_to(c, PERSONS + 10);
    assert_int_equal(cache_position(c), PERSONS + 10);
    assert_int_equal(read_status(c, "0000003001", 1, 0, &s), 2);
    assert_int_equal(read_status(c, "0000005001", 1, 0, &s), 1);
    assert_int_equal(read_status(c, "0000005001", 2, 0, &s), 1);
    assert_int_equal(read_status(c, "0000100001", 1, 0, &s), 1);
    assert_int_equal(read_status(c, "9999999001", 1, 0, &s), -1);
    assert_int_equal(s, OK);
    cache_close(c);
}

static void test_a_reader_in_another_process_sees_the_same(void **state) {
    (void) state;
    status s;
    cache *c;
    assert_int_equal(cache_open(folder, &c), OK);
    assert_int_equal(read_status(c, "0000003001", 1, PERSONS + 10, &s), 2);
    assert_int_equal(s, OK);
    read_status(c, "0000003001", 1, PERSONS + 11, &s);
    assert_int_equal(s, E_NOT_READY); /* it waits for nobody: the caller reads the database */
    cache_close(c);
}

static void test_all_rows_of_a_key_prefix_are_found(void **state) {
    (void) state;
    int64_t position;
    cache *c;
    assert_int_equal(cache_open(folder, &c), OK);
    view *v = view_open(box, NULL, NULL);
    row_key key = row_key_of(&row_spell, 0);
    row_key_text(&key, "0000005001");
    key.count = true;
    assert_int_equal(view_count(v, &key), 0);
    assert_int_equal(cache_load(c, v, 0, &position), OK);
    assert_int_equal(view_count(v, &key), 2);
    cache_close(c);
}

static void test_a_second_writer_is_refused(void **state) {
    (void) state;
    cache *c = open_writer(1), *second;
    assert_int_equal(cache_open_writer(folder, 1, MAP_BYTES, &second), E_CONFLICT);
    cache_close(c);
}

static void test_an_entry_out_of_order_is_refused(void **state) {
    (void) state;
    cache *c = open_writer(1);
    assert_int_equal(cache_position(c), PERSONS + 10);
    assert_int_equal(cache_fold(c, entry_at(PERSONS + 12)), E_CONFLICT);
    assert_int_equal(cache_fold(c, entry_at(PERSONS + 10)), E_CONFLICT);
    assert_int_equal(cache_fold(c, entry_at(PERSONS + 11)), OK);
    cache_close(c); /* killed before the commit: position and rows are both the old ones */
    c = open_writer(1);
    status s;
    assert_int_equal(cache_position(c), PERSONS + 10);
    assert_int_equal(read_status(c, "0000010001", 1, 0, &s), 1);
    fold_to(c, PERSONS + 11);
    assert_int_equal(read_status(c, "0000010001", 1, 0, &s), 2);
    cache_close(c);
}

static void test_another_generation_starts_anew(void **state) {
    (void) state;
    cache *c = open_writer(2);
    assert_int_equal(cache_position(c), 0);
    fold_to(c, PERSONS);
    cache_close(c);
}

/* Flips one bit in the middle of a stored row. */
static void flip_a_bit(void) {
    char path[128];
    static uint8_t page[16u << 20];
    snprintf(path, sizeof path, "%s/current/data.mdb", folder);
    int fd = open(path, O_RDWR);
    ssize_t n = pread(fd, page, sizeof page, 0);
    const uint8_t *at = NULL;
    for (uint8_t *from = page; n > 0; from = (uint8_t *) at + 1) {
        const uint8_t *found =
            memmem(from, (size_t) n - (size_t) (from - page), "\n\n0000007001\x10", 13);
        if (!found) break;
        at = found;
        off_t where = at - page + 5; /* in the packed person_no, every version of the page */
        uint8_t flipped = at[5] ^ 1;
        assert_int_equal(pwrite(fd, &flipped, 1, where), 1);
    }
    assert_non_null(at);
    close(fd);
}

static void test_a_flipped_bit_is_noticed_and_rebuilt(void **state) {
    (void) state;
    status s;
    int64_t values;
    flip_a_bit();
    cache *c;
    assert_int_equal(cache_open(folder, &c), OK);
    assert_false(cache_damaged(c));
    assert_int_equal(read_status(c, "0000007001", 1, 0, &s), -1);
    assert_int_equal(s, E_UNAVAILABLE);
    assert_true(cache_damaged(c));
    assert_int_equal(cache_verify(c, &values), E_UNAVAILABLE);
    cache_close(c);
    c = open_writer(2); /* the mark alone makes the writer start anew */
    assert_int_equal(cache_position(c), 0);
    fold_to(c, PERSONS);
    assert_false(cache_damaged(c));
    assert_int_equal(read_status(c, "0000007001", 1, PERSONS, &s), 1);
    assert_int_equal(cache_verify(c, &values), OK);
    assert_true(values > 2 * PERSONS); /* rows, index entries, the position */
    cache_close(c);
}

static void test_a_deleted_folder_is_rebuilt(void **state) {
    (void) state;
    char command[128];
    status s;
    snprintf(command, sizeof command, "rm -rf %s/*", folder);
    assert_int_equal(system(command), 0);
    cache *c;
    assert_int_equal(cache_open(folder, &c), OK);
    read_status(c, "0000007001", 1, 0, &s);
    assert_int_equal(s, E_NOT_READY);
    cache_close(c);
    c = open_writer(2);
    fold_to(c, PERSONS);
    assert_int_equal(read_status(c, "0000007001", 1, 0, &s), 1);
    cache_close(c);
}

/* As a flipped bit in a page number does it: the reader is gone before it can say anything. */
static void test_a_reader_that_died_inside_means_damage(void **state) {
    (void) state;
    status s;
    cache *c;
    pid_t child = fork();
    if (child == 0) {
        if (cache_open(folder, &c) == OK && read_status(c, "0000007001", 1, 0, &s) == 1)
            cache_enter(c);
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(cache_open(folder, &c), OK);
    read_status(c, "0000007001", 1, 0, &s);
    assert_int_equal(s, E_NOT_READY);
    assert_true(cache_damaged(c));
    cache_close(c);
    c = open_writer(2);
    fold_to(c, PERSONS);
    assert_int_equal(read_status(c, "0000007001", 1, 0, &s), 1);
    cache_close(c);
}

static int64_t rows_of(cache *c, const char *person_no) {
    int64_t position;
    view *v = view_open(box, NULL, NULL);
    row_key key = key_spell_by_person_no(person_no);
    key.count = true;
    view_count(v, &key);
    status s = cache_load(c, v, 0, &position);
    return s == OK ? view_count(v, &key) : s == E_NOT_READY ? 0 : -1;
}

/* No event of the contract removes a cached row yet: here one that ends a spell does. */
static void test_a_row_that_changes_and_goes_leaves_no_index(void **state) {
    (void) state;
    int64_t values;
    cache *c = open_writer(5), *reader;
    fold_to(c, PERSONS);
    assert_int_equal(cache_open(folder, &reader), OK);
    assert_int_equal(rows_of(reader, "0000000001"), 1);
    assert_int_equal(cache_fold(c, entry_at(PERSONS + 1)), OK); /* its status becomes 2 ... */
    for (unsigned i = 0; i < n_events; i++)
        if (!strcmp(c->events[i].name, "enrolment.EnrolmentPaused"))
            ((apply_type *) (uintptr_t) c->events[i].apply)->remove = true;
    Log__Entry *again = entry_at(PERSONS + 1);
    again->head->position = PERSONS + 2;
    assert_int_equal(cache_fold(c, again), OK); /* ... and it goes, in the same transaction */
    assert_int_equal(cache_commit(c), OK);
    assert_int_equal(rows_of(reader, "0000000001"), 0);
    assert_int_equal(cache_verify(c, &values), OK);
    assert_int_equal(values, (PERSONS - 1) * 2 + 1); /* row and index entry; the position */
    cache_close(reader);
    cache_close(c);
}

static void test_a_full_map_is_said(void **state) {
    (void) state;
    cache *c = NULL;
    status s = OK;
    assert_int_equal(cache_open_writer(folder, 3, 512 << 10, &c), OK);
    for (int64_t at = 1; at <= PERSONS && s == OK; at++) s = cache_fold(c, entry_at(at));
    if (s == OK) s = cache_commit(c);
    assert_int_equal(s, OK); /* 500 persons fit into 512 KiB of pages ... */
    cache_close(c);
    assert_int_equal(cache_open_writer(folder, 4, 64 << 10, &c), OK);
    for (int64_t at = 1; at <= PERSONS && s == OK; at++) s = cache_fold(c, entry_at(at));
    if (s == OK) s = cache_commit(c);
    assert_int_equal(s, E_UNAVAILABLE); /* ... and not into 64 */
    cache_close(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_folded_and_read),
        cmocka_unit_test(test_a_reader_in_another_process_sees_the_same),
        cmocka_unit_test(test_all_rows_of_a_key_prefix_are_found),
        cmocka_unit_test(test_a_second_writer_is_refused),
        cmocka_unit_test(test_an_entry_out_of_order_is_refused),
        cmocka_unit_test(test_another_generation_starts_anew),
        cmocka_unit_test(test_a_flipped_bit_is_noticed_and_rebuilt),
        cmocka_unit_test(test_a_deleted_folder_is_rebuilt),
        cmocka_unit_test(test_a_reader_that_died_inside_means_damage),
        cmocka_unit_test(test_a_row_that_changes_and_goes_leaves_no_index),
        cmocka_unit_test(test_a_full_map_is_said),
    };
    return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
