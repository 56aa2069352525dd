/* rows: finds up to a bound and by partial indexes, and removals, on real tables. The contract has
 * no range index yet, so the type of the receivables is given one here: what a unit has due up to a
 * month, the oldest first. */
#include "store/rows/rows.h"

#include "proto/runtime/crypt/seal.h"
#include "store/log/replay.h"
#include "tests/store/cluster.h"

static row_index indexes[2];
static row_type ranged;

static void a_table(void) {
    const message_type *m = row_receivable.message;
    indexes[0] = row_receivable.index[0];
    indexes[1] = (row_index){.n = 2,
                             .field = {(unsigned) catalog_field(m, "unit_no"),
                                       (unsigned) catalog_field(m, "fee_period")},
                             .range = true,
                             .name = "receivable_by_unit_no_fee_period"};
    ranged = row_receivable;
    ranged.index = indexes;
    ranged.n_index = 2;
    assert_int_equal(
        pg_script(w.db, "insert into receivable (person_no, fee_period, unit_no, version) select "
                        "'P' || p, 202600 + m, case when p % 2 = 0 then 'even' else 'odd' end, 1 "
                        "from generate_series(1, 4) p, generate_series(1, 12) m"),
        OK);
}

static row_list due(view *v, const char *unit_no, int64_t at_most, unsigned limit) {
    row_key key = row_key_of(&ranged, 1);
    row_key_text(&key, unit_no);
    row_key_number(&key, at_most);
    key.at_most = true;
    key.limit = limit;
    return view_list(v, &key);
}

static void expect(row_list list, size_t n, const char *const *persons, const int32_t *months) {
    assert_int_equal(list.n, n);
    for (size_t i = 0; i < n; i++) {
        const Receivable *r = (const Receivable *) list.row[i];
        assert_string_equal(r->person_no, persons[i]);
        assert_int_equal(r->fee_period, 202600 + months[i]);
    }
}
#define EXPECT(list, n, persons, months)                                                           \
    expect(list, n, (const char *const[]) persons, (const int32_t[]) months)
#define LIST(...)                                                                                  \
    { __VA_ARGS__ }

static void test_rows_up_to_a_bound_come_in_one_statement(void **state) {
    (void) state;
    a_table();
    row_store *r = rows_open();
    view *v = view_open(w.arena, NULL, NULL);
    due(v, "even", 202602, 10);
    due(v, "odd", 202601, 10);
    due(v, "nobody", 202612, 10);
    due(v, "even", 202612, 3);
    assert_true(view_missing(v));
    rows_queue_load(r, w.db, v);
    assert_int_equal(pg_round(w.db), OK);
    assert_int_equal(number_of(w.db,
                               "select count(*) from pg_prepared_statements where statement "
                               "like 'select%lateral%' and statement not like '%pg_prepared%'"),
                     1);
    view_forget_missing(v);
    EXPECT(due(v, "even", 202602, 10), 4, LIST("P2", "P4", "P2", "P4"), LIST(1, 1, 2, 2));
    EXPECT(due(v, "odd", 202601, 10), 2, LIST("P1", "P3"), LIST(1, 1));
    assert_int_equal(due(v, "nobody", 202612, 10).n, 0);
    EXPECT(due(v, "even", 202612, 3), 3, LIST("P2", "P4", "P2"), LIST(1, 1, 2));
    assert_false(view_missing(v));
    rows_close(r);
}

static void test_the_declared_index_is_one_of_its_fields_and_the_key(void **state) {
    (void) state;
    char *ddl = rows_ddl(&ranged);
    assert_non_null(strstr(ddl, "\"receivable_by_unit_no_fee_period\" on \"receivable\" "
                                "(\"unit_no\", \"fee_period\", \"person_no\")"));
    free(ddl);
}

static void add_cases(int32_t state, const char *from, const char *to) {
    char sql[400];
    snprintf(sql, sizeof sql,
             "insert into case_file (case_no, district_code, filer, state, version) select "
             "'C' || n, '420102', 'f' || n %% 2, %d, 1 from generate_series(%s, %s) n",
             state, from, to);
    assert_int_equal(pg_script(w.db, sql), OK);
}

/* Counts and lists by state are the same for cases that are in the index and for those that are
 * not. */
static void test_an_index_without_most_rows_hides_none(void **state) {
    (void) state;
    add_cases(PENDING, "100", "104");
    add_cases(CASE_APPLIED, "200", "206");
    view *v = view_open(w.arena, NULL, NULL);
    row_key pending = key_case_by_state(PENDING), applied = key_case_by_state(CASE_APPLIED);
    row_key page = applied;
    page.limit = 3;
    row_key_after_text(&page, "C202");
    for (int turn = 0; turn < 2; turn++) {
        int64_t n_pending = view_count(v, &pending), n_applied = view_count(v, &applied);
        row_list next = view_list(v, &page), mine = list_case_by_filer_state(v, "f0", PENDING),
                 done = list_case_by_filer_state(v, "f1", CASE_APPLIED);
        if (turn == 0) {
            assert_true(view_missing(v));
            batch_begin(w.batch);
            batch_ask_rows(w.batch, v);
            assert_int_equal(batch_round(w.batch), OK);
            batch_cancel(w.batch);
            continue;
        }
        assert_int_equal(n_pending, 5);
        assert_int_equal(n_applied, 7);
        assert_int_equal(next.n, 3);
        assert_string_equal(((const Case *) next.row[0])->case_no, "C203");
        assert_int_equal(mine.n, 3);
        assert_int_equal(done.n, 3);
    }
    assert_int_equal(number_of(w.db, "select count(*) from pg_index where indpred is not null and "
                                     "indexrelid::regclass::text like 'case_file_by_%'"),
                     5);
    assert_int_equal(pg_script(w.db, "delete from case_file where case_no like 'C%'"), OK);
}

/* ---- pages in the order of a range index ------------------------------------------------------
 */

static row_key by_receipt(bool backward, int64_t time, const char *case_no) {
    row_key page = key_case_by_unit_no_state("10", PENDING);
    assert_true(row_key_order(&page, "submitted_at_us"));
    page.limit = 2;
    page.backward = backward;
    if (case_no) row_key_after_number(&page, time);
    if (case_no) row_key_after_text(&page, case_no);
    return page;
}

static void expect_cases(row_list list, const char *first, const char *second) {
    assert_int_equal(list.n, second ? 2 : 1);
    assert_string_equal(((const Case *) list.row[0])->case_no, first);
    if (second) assert_string_equal(((const Case *) list.row[1])->case_no, second);
}

/* Numbers run against the times, and two came at one moment: no page repeats or leaves out one. */
static void test_a_page_stands_in_the_order_of_a_range_index(void **state) {
    (void) state;
    assert_int_equal(
        pg_script(w.db, "insert into case_file (case_no, unit_no, state, submitted_at_us, version) "
                        "values ('R5', '10', 2, 10, 1), ('R4', '10', 2, 20, 1), "
                        "('R2', '10', 2, 30, 1), ('R3', '10', 2, 30, 1), ('R1', '10', 2, 40, 1), "
                        "('R0', '11', 2, 25, 1)"),
        OK);
    view *v = view_open(w.arena, NULL, NULL);
    row_key first = by_receipt(true, 0, NULL), next = by_receipt(true, 30, "R3");
    row_key back = by_receipt(false, 20, "R4"), end = by_receipt(false, 30, "R3");
    for (int turn = 0; turn < 2; turn++) {
        row_list a = view_list(v, &first), b = view_list(v, &next), c = view_list(v, &back),
                 d = view_list(v, &end);
        if (turn == 0) {
            batch_begin(w.batch);
            batch_ask_rows(w.batch, v);
            assert_int_equal(batch_round(w.batch), OK);
            batch_cancel(w.batch);
            continue;
        }
        expect_cases(a, "R1", "R3");
        expect_cases(b, "R2", "R4");
        expect_cases(c, "R2", "R3");
        expect_cases(d, "R1", NULL);
    }
    assert_int_equal(pg_script(w.db, "delete from case_file where case_no like 'R%'"), OK);
}

/* ---- what is due ----------------------------------------------------------------------------- */

static size_t look(row_store *r, int64_t up_to_us, const Case *after, ProtobufCMessage **out) {
    rows_due_find find = {&row_case, 0, up_to_us, &after->base, 2};
    size_t n = 99;
    assert_int_equal(rows_due(r, w.db, &find, w.arena, out, &n), OK);
    return n;
}

/* Given claims of several times and a free case, the due ones come piece by piece, each once. */
static void test_what_is_due_comes_in_order_of_time_and_key(void **state) {
    (void) state;
    assert_int_equal(pg_script(w.db,
                               "insert into case_file (case_no, claimed_until_us, version) values "
                               "('C1', 300, 1), ('C2', 100, 1), ('C3', 100, 1), ('C4', 0, 1), "
                               "('C5', 301, 1)"),
                     OK);
    row_store *r = rows_open();
    ProtobufCMessage *out[2];
    Case first = CASE_INIT;
    assert_int_equal(look(r, 300, &first, out), 2);
    assert_string_equal(((Case *) out[0])->case_no, "C2");
    assert_string_equal(((Case *) out[1])->case_no, "C3");
    assert_int_equal(((Case *) out[1])->claimed_until_us, 100);
    assert_int_equal(look(r, 300, (Case *) out[1], out), 1);
    assert_string_equal(((Case *) out[0])->case_no, "C1");
    assert_int_equal(look(r, 300, (Case *) out[0], out), 0);
    assert_int_equal(look(r, 99, &first, out), 0);
    assert_int_equal(number_of(w.db, "select count(*) from pg_index where indpred is not null and "
                                     "indexrelid::regclass::text like 'case_file_due_%'"),
                     row_case.n_due);
    rows_close(r);
    assert_int_equal(pg_script(w.db, "delete from case_file where case_no like 'C%'"), OK);
}

/* ---- removal --------------------------------------------------------------------------------- */

#define DOCUMENT "420102199001010011"
#define IN_DIRECTORY "select count(*) from person_directory"

static status register_person(const char *person_no, uint32_t id) {
    PersonRegistered person = a_person(person_no, DOCUMENT);
    act a = {.n = 1, .event = {&person.base}};
    act_id(&a, id);
    return run_acts(&w, 1, &a);
}

/* The person is destroyed, and the document names nobody any more. */
static act destroyed(arena *a, const char *person_no, uint32_t id) {
    PersonDestroyed *event = arena_alloc(a, sizeof *event);
    ForgottenDocument *document = arena_alloc(a, sizeof *document);
    *event = (PersonDestroyed) PERSON_DESTROYED_INIT;
    *document = (ForgottenDocument) FORGOTTEN_DOCUMENT_INIT;
    document->document_hash = seal_search_hash(vault_search_key(w.keys), DOCUMENT, a);
    event->person_no = (char *) person_no;
    event->document = arena_copy(a, &document, sizeof document);
    event->n_document = 1;
    act out = {.n = 1, .event = {&event->base}};
    act_id(&out, id);
    return out;
}

static unsigned differing_from_log(void) {
    replay_report report;
    assert_int_equal(replay_compare(w.db, 0, 64 << 20, NULL, NULL, &report), OK);
    unsigned n = 0; /* the receivables came past the log */
    for (unsigned i = 0; i < n_row_types; i++)
        n += row_types[i] != &row_receivable && report.folded[i].n != report.live[i].n;
    replay_report_free(&report);
    return n;
}

static void test_a_row_is_removed_once_and_may_come_again(void **state) {
    (void) state;
    arena *a = arena_open(1 << 20);
    batch_item items[1];
    assert_int_equal(register_person("0000001001", 1), OK);
    assert_int_equal(number_of(w.db, IN_DIRECTORY), 1);
    world other = second_worker(); /* given two that loaded the row to remove it */
    act mine = destroyed(a, "0000001001", 2), theirs = destroyed(a, "0000001001", 3);
    assert_int_equal(prepare_acts(&other, 1, &theirs, items), OK);
    assert_int_equal(run_acts(&w, 1, &mine), OK);
    assert_int_equal(number_of(w.db, IN_DIRECTORY), 0);
    assert_int_equal(batch_finish(other.batch, other.view, 1, items), E_CONFLICT);
    assert_int_equal(differing_from_log(), 0);
    assert_int_equal(register_person("0000002001", 4), OK);
    assert_int_equal(number_of(w.db, IN_DIRECTORY), 1);
    assert_int_equal(differing_from_log(), 0);
    batch_close(other.batch);
    pg_close(other.db);
    vault_close(other.keys);
    arena_close(other.arena);
    arena_close(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_index_without_most_rows_hides_none),
        cmocka_unit_test(test_a_page_stands_in_the_order_of_a_range_index),
        cmocka_unit_test(test_rows_up_to_a_bound_come_in_one_statement),
        cmocka_unit_test(test_what_is_due_comes_in_order_of_time_and_key),
        cmocka_unit_test(test_a_row_is_removed_once_and_may_come_again),
        cmocka_unit_test(test_the_declared_index_is_one_of_its_fields_and_the_key),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
