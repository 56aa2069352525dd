/* view: lists in order and up to a bound, also on rows that the batch itself has changed. A table
 * in memory stands in for the database and answers what the view wants, as store/rows does. */
#include "proto/runtime/view/view.h"

#include <stdlib.h>

#include "proto/runtime/apply/apply.h"
#include "proto/runtime/view/row_sort.h"
#include "tests/lib/canary.h"

#define OAK "oak"

static Errand *table[64];
static size_t n_table;
static unsigned rounds;

static Errand *errand(const char *person_no, int32_t number, int64_t due_at_us) {
    Errand *e = arena_alloc(box, sizeof *e);
    *e = (Errand) ERRAND_INIT;
    e->person_no = (char *) person_no;
    e->number = number;
    e->tree = OAK;
    e->due_at_us = due_at_us;
    e->version = 1;
    return e;
}

/* Given a table of errands 1 .. n, due at 10, 20 ... */
static view *a_batch(size_t n) {
    n_table = n;
    rounds = 0;
    for (size_t i = 0; i < n; i++)
        table[i] = errand("1000001001", (int32_t) i + 1, 10 * (int64_t) (i + 1));
    return view_open(box, NULL, NULL);
}

static void answer_range(view *v, const row_key *key) {
    size_t n = 0;
    for (size_t i = 0; i < n_table && n < key->limit; i++)
        if (table[i]->due_at_us <= key->part[1].number) {
            assert_int_equal(view_put(v, &row_errand, &table[i]->base), OK);
            n++;
        }
    view_answered_up_to(v, key, n, n ? &table[n - 1]->base : NULL);
}

static void answer_key(view *v, const row_key *key) {
    for (size_t i = 0; i < n_table; i++)
        if (table[i]->number == key->part[1].number)
            assert_int_equal(view_put(v, &row_errand, &table[i]->base), OK);
    view_answered(v, key, 0);
}

/* One round trip for everything that is wanted. */
static void load(view *v) {
    const row_key *const *wanted;
    rounds++;
    while (view_wanted(v, &wanted) > 0)
        if (wanted[0]->at_most)
            answer_range(v, wanted[0]);
        else
            answer_key(v, wanted[0]);
    view_forget_missing(v);
}

static row_list due(view *v, int64_t at_most, unsigned limit) {
    row_list list = list_errand_by_tree_due_at_us_up_to(v, OAK, at_most, limit);
    while (view_missing(v)) {
        assert_int_equal(list.n, 0);
        load(v);
        list = list_errand_by_tree_due_at_us_up_to(v, OAK, at_most, limit);
    }
    return list;
}

static void expect(row_list list, size_t n, const int32_t *numbers) {
    assert_int_equal(list.n, n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(((const Errand *) list.row[i])->number, numbers[i]);
}
#define EXPECT(list, ...)                                                                          \
    expect(list, sizeof((int32_t[]){__VA_ARGS__}) / sizeof(int32_t), (int32_t[]){__VA_ARGS__})

static void happens(view *v, const ProtobufCMessage *event) {
    static const event_head head = {1000, "unit01", ""};
    const event_type *type = catalog_type_of(event)->event;
    size_t mark = view_save(v);
    status s;
    while ((s = apply(type, event, &head, v)) == E_NOT_READY) {
        assert_int_equal(view_undo(v, mark), OK);
        load(v);
    }
    assert_int_equal(s, OK);
}

/* The errand is due at another time, or there is a new one. */
static void put_off(view *v, int32_t number, int64_t due_at_us) {
    ErrandGiven given = ERRAND_GIVEN_INIT;
    given.person_no = "1000001001";
    given.number = number;
    given.tree = OAK;
    given.due_at_us = due_at_us;
    given.matter = "seed";
    happens(v, arena_copy(box, &given, sizeof given));
}

static void what_is_due_comes_first_and_not_more_than_asked(void **state) {
    (void) state;
    view *v = a_batch(9);
    EXPECT(due(v, 45, 10), 1, 2, 3, 4);
    EXPECT(due(v, 40, 10), 1, 2, 3, 4);
    EXPECT(due(v, 1000, 3), 1, 2, 3);
    assert_int_equal(due(v, 9, 5).n, 0);
    assert_int_equal(rounds, 4);
    EXPECT(due(v, 45, 10), 1, 2, 3, 4);
    assert_int_equal(rounds, 4); /* what was answered is not asked again */
}

static void a_changed_row_leaves_and_enters_the_range(void **state) {
    (void) state;
    view *v = a_batch(9);
    EXPECT(due(v, 45, 10), 1, 2, 3, 4);
    put_off(v, 2, 500);
    EXPECT(due(v, 45, 10), 1, 3, 4);
    put_off(v, 8, 15);
    EXPECT(due(v, 45, 10), 1, 8, 3, 4);
    put_off(v, 77, 5); /* a new one */
    EXPECT(due(v, 45, 10), 77, 1, 8, 3, 4);
    EXPECT(due(v, 45, 2), 77, 1);
}

static void a_change_that_is_taken_back_counts_for_nothing(void **state) {
    (void) state;
    view *v = a_batch(9);
    EXPECT(due(v, 25, 10), 1, 2);
    size_t mark = view_save(v);
    put_off(v, 1, 500);
    EXPECT(due(v, 25, 10), 2);
    assert_int_equal(view_undo(v, mark), OK);
    EXPECT(due(v, 25, 10), 1, 2);
    put_off(v, 1, 500);
    put_off(v, 1, 12);
    EXPECT(due(v, 25, 10), 1, 2); /* filed once, however often it came */
}

/* The page of two is used up by this batch: the next ones of the table come, not the one that
 * happens to be here. */
static void a_used_up_page_is_followed_by_what_is_in_the_table(void **state) {
    (void) state;
    view *v = a_batch(9);
    EXPECT(due(v, 95, 2), 1, 2);
    put_off(v, 9, 94); /* loaded for another reason */
    put_off(v, 1, 500);
    EXPECT(due(v, 95, 2), 2, 3);
    put_off(v, 2, 500);
    put_off(v, 3, 500);
    put_off(v, 4, 500);
    EXPECT(due(v, 95, 2), 5, 6);
}

static void a_removed_row_is_due_no_more(void **state) {
    (void) state;
    view *v = a_batch(3);
    put_off(v, 1, 10);
    ErrandDone done = ERRAND_DONE_INIT;
    done.person_no = "1000001001";
    done.number = 1;
    done.matter = "seed";
    happens(v, &done.base);
    EXPECT(due(v, 100, 2), 2, 3);
}

/* ---- order ----------------------------------------------------------------------------------- */

enum { MANY = 50000 };

static view *a_big_tree(arena *a, bool backwards) {
    view *v = view_open(a, NULL, NULL);
    row_key all = key_errand_by_tree(OAK);
    for (int32_t i = 0; i < MANY; i++) {
        Errand *e = arena_alloc(a, sizeof *e);
        *e = (Errand) ERRAND_INIT;
        e->person_no = "1000001001";
        e->number = backwards ? MANY - i : (int32_t) ((int64_t) i * 7919 % MANY);
        e->tree = OAK;
        assert_int_equal(view_put(v, &row_errand, &e->base), OK);
    }
    view_answered(v, &all, 0);
    return v;
}

static void a_long_list_is_in_the_order_of_the_key(void **state) {
    (void) state;
    for (int backwards = 0; backwards < 2; backwards++) {
        arena *a = arena_open(128u << 20);
        row_list list = list_errand_by_tree(a_big_tree(a, backwards), OAK);
        assert_int_equal(list.n, MANY);
        for (size_t i = 1; i < list.n; i++)
            assert_true(((const Errand *) list.row[i - 1])->number <
                        ((const Errand *) list.row[i])->number);
        arena_close(a);
    }
}

/* 50 000 rows: 16 comparisons a row at most, not 25 000. */
static void a_long_list_is_ordered_with_few_comparisons(void **state) {
    (void) state;
    static slot slots[MANY], *list[MANY], *scratch[MANY];
    for (int32_t i = 0; i < MANY; i++) {
        slots[i].sealed = &errand("1000001001", (int32_t) ((int64_t) i * 7919 % MANY), 0)->base;
        list[i] = &slots[i];
    }
    size_t mixed = row_sort(&row_errand, 0, list, scratch, MANY);
    assert_true(mixed > MANY && mixed < 16 * MANY);
    assert_true(row_sort(&row_errand, 0, list, scratch, MANY) < MANY); /* already in order */
    for (size_t i = 1; i < MANY; i++)
        assert_true(row_compare(&row_errand, 0, list[i - 1]->sealed, list[i]->sealed) < 0);
}

/* A row is looked for in its own few entries, not among all rows of the entry. */
static void a_row_knows_where_it_is_filed(void **state) {
    (void) state;
    arena *a = arena_open(128u << 20);
    view *v = a_big_tree(a, false);
    for (size_t i = 0; i < v->n_slots; i++) {
        size_t n = 0;
        for (const filing *f = v->slots[i]->filings; f; f = f->next) n++;
        assert_int_equal(n, 2); /* by tree, and by tree and due_at_us */
    }
    arena_close(a);
}

static void order_is_that_of_the_encoded_key(void **state) {
    (void) state;
    static const char *const names[] = {"", "1", "10", "2", "oak", "oak7", "\xe6\x9d\xb1"};
    enum { N = sizeof names / sizeof names[0] };
    for (size_t i = 0; i < N * 3; i++)
        for (size_t k = 0; k < N * 3; k++) {
            Errand *a = errand(names[i / 3], (int32_t) (i % 3) - 1, 0),
                   *b = errand(names[k / 3], (int32_t) (k % 3) - 1, 0);
            uint8_t x[ROW_KEY_BYTES_MAX], y[ROW_KEY_BYTES_MAX];
            row_key p = row_key_of_row(&row_errand, 0, &a->base),
                    q = row_key_of_row(&row_errand, 0, &b->base);
            size_t n = row_key_encode(&p, x, sizeof x), m = row_key_encode(&q, y, sizeof y);
            int encoded = memcmp(x, y, n < m ? n : m);
            if (!encoded) encoded = (n > m) - (n < m);
            int order = row_compare(&row_errand, 0, &a->base, &b->base);
            assert_int_equal((order > 0) - (order < 0), (encoded > 0) - (encoded < 0));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_due_comes_first_and_not_more_than_asked),
        cmocka_unit_test(a_changed_row_leaves_and_enters_the_range),
        cmocka_unit_test(a_change_that_is_taken_back_counts_for_nothing),
        cmocka_unit_test(a_used_up_page_is_followed_by_what_is_in_the_table),
        cmocka_unit_test(a_removed_row_is_due_no_more),
        cmocka_unit_test(a_long_list_is_in_the_order_of_the_key),
        cmocka_unit_test(a_long_list_is_ordered_with_few_comparisons),
        cmocka_unit_test(a_row_knows_where_it_is_filed),
        cmocka_unit_test(order_is_that_of_the_encoded_key),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
