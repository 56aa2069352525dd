/* Stories of the view: a find that is not loaded voids the run and is noted once; what the loader
 * answers is seen from then on; pages, counts and scopes; what can be taken back. */
#include <string.h>

#include "tests/lib/canary.h"

/* ---- given ---------------------------------------------------------------------------------- */

static view *empty_view(void) {
    view *v = view_open(box, NULL, NULL);
    assert_non_null(v);
    return v;
}

static Bird *a_bird(const char *person_no, int32_t number, const char *district) {
    Bird *bird = arena_alloc(box, sizeof *bird);
    *bird = (Bird) BIRD_INIT;
    bird->person_no = (char *) person_no;
    bird->number = number;
    bird->unit_no = arena_dup(box, person_no);
    bird->district_code = (char *) district;
    bird->version = 7;
    return bird;
}

static Bird *loaded(view *v, const char *person_no, int32_t number, const char *district) {
    Bird *bird = a_bird(person_no, number, district);
    assert_int_equal(view_put(v, &row_bird, &bird->base), OK);
    return bird;
}

/* The loader answers every wanted find: the rows are there already, or there are none. */
static void answer_all(view *v, int64_t count) {
    const row_key *const *wanted;
    while (view_wanted(v, &wanted) > 0) view_answered(v, wanted[0], count);
    view_forget_missing(v);
}

static size_t n_wanted(const view *v) {
    const row_key *const *wanted;
    return view_wanted(v, &wanted);
}

/* Birds number 1 of a district: a list is asked for by all values of its index. */
static row_key by_district(const char *district) {
    row_key key = row_key_of(&row_bird, 2);
    row_key_text(&key, district);
    row_key_number(&key, 1);
    return key;
}

static size_t n_changes(view *v) {
    const row_change *list;
    return view_changes(v, &list);
}

static const char *person_at(row_list list, size_t i) {
    return ((const Bird *) list.row[i])->person_no;
}

/* ---- one row -------------------------------------------------------------------------------- */

static void a_row_that_is_not_loaded_voids_the_run_and_is_wanted_once(void **state) {
    (void) state;
    view *v = empty_view();
    assert_null(find_bird(v, "1000001001", 1));
    assert_null(find_bird(v, "1000001001", 1));
    assert_true(view_missing(v));
    assert_int_equal(n_wanted(v), 1);
    assert_null(find_bird(v, "1000001001", 2)); /* another row is another want */
    assert_int_equal(n_wanted(v), 2);
}

static void what_the_loader_put_is_found_in_the_next_run(void **state) {
    (void) state;
    view *v = empty_view();
    assert_null(find_bird(v, "1000001001", 1));
    const Bird *bird = loaded(v, "1000001001", 1, "420106");
    answer_all(v, 0);
    assert_ptr_equal(find_bird(v, "1000001001", 1), bird);
    assert_false(view_missing(v));
    assert_int_equal(n_wanted(v), 0);
}

static void a_row_that_the_loader_did_not_find_is_absent_for_good(void **state) {
    (void) state;
    view *v = empty_view();
    assert_null(find_bird(v, "1000001001", 1));
    answer_all(v, 0);
    assert_null(find_bird(v, "1000001001", 1));
    assert_false(view_missing(v));
    assert_int_equal(n_wanted(v), 0);
}

static void a_find_under_an_id_just_given_out_needs_no_loading(void **state) {
    (void) state;
    view *v = empty_view();
    assert_false(view_is_fresh(v, "1000001001"));
    view_fresh(v, "1000001001");
    assert_true(view_is_fresh(v, "1000001001"));
    assert_null(find_bird(v, "1000001001", 1));
    assert_false(view_missing(v));
    assert_null(find_bird(v, "1000002001", 1)); /* another id is not fresh */
    assert_true(view_missing(v));
}

/* The counter itself may be what is missing; then the id may be in use. */
static void an_id_given_out_in_a_void_run_is_not_fresh(void **state) {
    (void) state;
    view *v = empty_view();
    view_mark_missing(v);
    view_fresh(v, "1000001001");
    assert_false(view_is_fresh(v, "1000001001"));
}

static void where_all_is_known_nothing_is_wanted(void **state) {
    (void) state;
    view *v = empty_view();
    view_all_known(v);
    assert_null(find_bird(v, "1000001001", 1));
    assert_int_equal(list_bird_by_district_code_number(v, "420106", 1).n, 0);
    row_key key = by_district("420106");
    assert_int_equal(view_count(v, &key), 0);
    assert_false(view_missing(v));
    loaded(v, "1000001001", 1, "420106");
    loaded(v, "1000002001", 1, "420106");
    assert_int_equal(view_count(v, &key), 2);
    assert_int_equal(view_list(v, &key).n, 2);
}

static void a_row_changed_meanwhile_is_not_overwritten_by_a_late_load(void **state) {
    (void) state;
    view *v = empty_view();
    loaded(v, "1000001001", 1, "420106");
    row_key key = key_bird("1000001001", 1);
    Bird *own = (Bird *) view_sealed(v, &key, false);
    own->songs = 5;
    view_touched(v, &row_bird, &own->base);
    loaded(v, "1000001001", 1, "420199");
    assert_int_equal(find_bird(v, "1000001001", 1)->songs, 5);
    assert_string_equal(find_bird(v, "1000001001", 1)->district_code, "420106");
}

/* ---- lists, pages, counts ------------------------------------------------------------------- */

static void a_list_is_wanted_until_it_was_answered_and_then_stands_in_key_order(void **state) {
    (void) state;
    view *v = empty_view();
    row_key key = by_district("420106");
    assert_int_equal(view_list(v, &key).n, 0);
    assert_true(view_missing(v));
    loaded(v, "1000003001", 1, "420106");
    loaded(v, "1000001001", 1, "420106");
    loaded(v, "1000002001", 1, "420199");
    loaded(v, "1000004001", 2, "420106");
    answer_all(v, 0);
    row_list found = view_list(v, &key);
    assert_int_equal(found.n, 2);
    assert_string_equal(person_at(found, 0), "1000001001");
    assert_string_equal(person_at(found, 1), "1000003001");
    assert_false(view_missing(v));
}

static void a_unique_index_finds_its_row(void **state) {
    (void) state;
    view *v = empty_view();
    assert_null(find_bird_by_unit_no(v, "1000001001"));
    loaded(v, "1000001001", 1, "420106");
    answer_all(v, 0);
    assert_non_null(find_bird_by_unit_no(v, "1000001001"));
    assert_null(find_bird_by_unit_no(v, "1000002001"));
    assert_true(view_missing(v));
}

static void a_row_that_moved_to_another_index_value_is_listed_there_only(void **state) {
    (void) state;
    view *v = empty_view();
    row_key here = by_district("420106"), there = by_district("420199"),
            key = key_bird("1000001001", 1);
    loaded(v, "1000001001", 1, "420106");
    view_list(v, &here);
    view_list(v, &there);
    answer_all(v, 0);
    Bird *bird = (Bird *) view_sealed(v, &key, false);
    bird->district_code = "420199";
    view_touched(v, &row_bird, &bird->base);
    assert_int_equal(view_list(v, &here).n, 0);
    assert_int_equal(view_list(v, &there).n, 1);
}

static void a_page_begins_behind_its_mark_and_ends_at_its_limit(void **state) {
    (void) state;
    view *v = empty_view();
    static const char *const person[] = {"1000001001", "1000002001", "1000003001", "1000004001",
                                         "1000005001"};
    for (size_t i = 0; i < 5; i++) loaded(v, person[i], 1, "420106");
    row_key page = by_district("420106");
    page.limit = 2;
    row_key_after_text(&page, person[1]);
    row_key_after_number(&page, 1);
    assert_int_equal(view_list(v, &page).n, 0); /* each page is asked for on its own */
    assert_true(view_missing(v));
    answer_all(v, 0);
    row_list found = view_list(v, &page);
    assert_int_equal(found.n, 2);
    assert_string_equal(person_at(found, 0), person[2]);
    assert_string_equal(person_at(found, 1), person[3]);
}

static void a_count_is_what_the_database_said(void **state) {
    (void) state;
    view *v = empty_view();
    row_key key = by_district("420106");
    assert_int_equal(view_count(v, &key), 0);
    assert_true(view_missing(v));
    answer_all(v, 4711);
    assert_int_equal(view_count(v, &key), 4711);
    assert_false(view_missing(v));
    view_list(v, &key); /* the rows themselves are another question */
    assert_true(view_missing(v));
}

/* ---- opening -------------------------------------------------------------------------------- */

typedef struct opening {
    unsigned n;
    bool key_missing;
} opening;

static const ProtobufCMessage *open_row(void *self, view *v, const row_type *type,
                                        const ProtobufCMessage *sealed, arena *a) {
    opening *o = self;
    (void) type;
    o->n++;
    if (o->key_missing) {
        view_mark_missing(v);
        return NULL;
    }
    Bird *out = arena_copy(a, sealed, sizeof *out);
    out->name = "张三";
    return &out->base;
}

static void a_row_is_opened_once_and_its_rest_stays_sealed(void **state) {
    (void) state;
    opening o = {0};
    view *v = view_open(box, open_row, &o);
    const Bird *sealed = loaded(v, "1000001001", 1, "420106");
    assert_string_equal(find_bird(v, "1000001001", 1)->name, "张三");
    assert_string_equal(find_bird(v, "1000001001", 1)->name, "张三");
    assert_int_equal(o.n, 1);
    row_key key = key_bird("1000001001", 1);
    Bird *changed = (Bird *) view_sealed(v, &key, false);
    assert_string_equal(changed->name, sealed->name);
    view_touched(v, &row_bird, &changed->base);
    assert_string_equal(find_bird(v, "1000001001", 1)->name, "张三");
    assert_int_equal(o.n, 2); /* what changed is opened anew */
}

static void a_row_without_its_key_is_absent_and_the_run_void(void **state) {
    (void) state;
    opening o = {0, true};
    view *v = view_open(box, open_row, &o);
    loaded(v, "1000001001", 1, "420106");
    assert_null(find_bird(v, "1000001001", 1));
    assert_true(view_missing(v));
    assert_int_equal(n_wanted(v), 0); /* the row is here: the key is what is missing */
    o.key_missing = false;
    view_forget_missing(v);
    assert_non_null(find_bird(v, "1000001001", 1));
}

static void at_rest_rows_are_shown_as_they_lie_for_this_run(void **state) {
    (void) state;
    opening o = {0, true};
    view *v = view_open(box, open_row, &o);
    loaded(v, "1000001001", 1, "420106");
    view_at_rest(v, true);
    assert_string_equal(find_bird(v, "1000001001", 1)->name, "");
    assert_int_equal(o.n, 0);
    view_forget_missing(v);
    assert_null(find_bird(v, "1000001001", 1));
    assert_int_equal(o.n, 1);
}

static void the_first_fault_of_a_run_is_the_one_told(void **state) {
    (void) state;
    view *v = empty_view();
    assert_int_equal(view_spoilt(v).code, OK);
    view_spoil(v, (view_fault){E_SEAL, "bird", "1"});
    view_spoil(v, (view_fault){E_INTERNAL, "nest", "2"});
    assert_int_equal(view_spoilt(v).code, E_SEAL);
    assert_string_equal(view_spoilt(v).subject, "1");
    view_forget_missing(v);
    assert_int_equal(view_spoilt(v).code, OK);
}

/* ---- scopes --------------------------------------------------------------------------------- */

static bool shows_district(void *self, view *v, const row_type *type, const ProtobufCMessage *row) {
    (void) type;
    assert_non_null(find_bird(v, "1000009001", 9)); /* looking for itself it sees everything */
    return strcmp(((const Bird *) row)->district_code, self) == 0;
}

static bool nothing_within(void *self, view *v, const row_key *key) {
    (void) self, (void) v, (void) key;
    return false;
}

static void a_scope_hides_rows_outside_it_until_the_next_run(void **state) {
    (void) state;
    view *v = empty_view();
    loaded(v, "1000001001", 1, "420106");
    loaded(v, "1000002001", 2, "420199");
    loaded(v, "1000009001", 9, "420199");
    view_limit(v, (view_scope){shows_district, NULL, (void *) (uintptr_t) "420106"});
    assert_non_null(find_bird(v, "1000001001", 1));
    assert_null(find_bird(v, "1000002001", 2));
    assert_int_equal(view_spoilt(v).code, OK); /* hidden is not a fault */
    view_forget_missing(v);
    assert_non_null(find_bird(v, "1000002001", 2));
}

static void a_page_or_count_outside_the_scope_spoils_the_run(void **state) {
    (void) state;
    view *v = empty_view();
    row_key key = by_district("420199");
    view_limit(v, (view_scope){NULL, nothing_within, NULL});
    assert_int_equal(view_count(v, &key), 0);
    assert_int_equal(view_spoilt(v).code, E_INTERNAL);
    view_forget_missing(v);
    view_limit(v, (view_scope){NULL, nothing_within, NULL});
    key.limit = 10;
    assert_int_equal(view_list(v, &key).n, 0);
    assert_string_equal(view_spoilt(v).what, "bird");
    assert_int_equal(n_wanted(v), 0); /* nothing of it is loaded */
}

/* ---- changes -------------------------------------------------------------------------------- */

static void only_who_may_create_makes_a_row(void **state) {
    (void) state;
    view *v = empty_view();
    view_all_known(v);
    row_key key = key_bird("1000001001", 1);
    assert_null(view_sealed(v, &key, false));
    assert_non_null(view_sealed(v, &key, true));
    assert_false(view_missing(v));
}

static void a_change_names_the_version_that_was_loaded(void **state) {
    (void) state;
    view *v = empty_view();
    const row_change *list;
    loaded(v, "1000001001", 1, "420106");
    loaded(v, "1000002001", 2, "420106");
    row_key key = key_bird("1000001001", 1), fresh = key_bird("1000003001", 3);
    Bird *bird = (Bird *) view_sealed(v, &key, false);
    bird->version++;
    view_touched(v, &row_bird, &bird->base);
    view_fresh(v, "1000003001");
    Bird *made = (Bird *) view_sealed(v, &fresh, true);
    made->person_no = "1000003001";
    made->number = 3;
    view_touched(v, &row_bird, &made->base);
    assert_int_equal(view_changes(v, &list), 2); /* what was only read is no change */
    assert_int_equal(list[0].loaded_version, 7);
    assert_int_equal(((const Bird *) list[0].row)->version, 8);
    assert_int_equal(list[1].loaded_version, 0);
    assert_false(list[1].removed);
}

static void a_change_on_a_row_not_loaded_is_wanted_and_changes_nothing(void **state) {
    (void) state;
    view *v = empty_view();
    row_key key = key_bird("1000001001", 1);
    assert_null(view_sealed(v, &key, true));
    assert_false(view_remove(v, &key));
    assert_true(view_missing(v));
    assert_int_equal(n_wanted(v), 1);
    assert_int_equal(n_changes(v), 0);
}

static void what_a_refused_decision_changed_is_taken_back(void **state) {
    (void) state;
    view *v = empty_view();
    row_key key = key_bird("1000001001", 1), other = key_bird("1000002001", 2);
    loaded(v, "1000001001", 1, "420106");
    loaded(v, "1000002001", 2, "420106");
    Bird *bird = (Bird *) view_sealed(v, &key, false);
    bird->songs = 1;
    view_touched(v, &row_bird, &bird->base);
    size_t mark = view_save(v);
    bird = (Bird *) view_sealed(v, &key, false);
    bird->songs = 2;
    view_touched(v, &row_bird, &bird->base);
    assert_true(view_remove(v, &other));
    assert_int_equal(view_undo(v, mark), OK);
    assert_int_equal(find_bird(v, "1000001001", 1)->songs, 1);
    assert_non_null(find_bird(v, "1000002001", 2));
    assert_int_equal(n_changes(v), 1); /* what came before the mark stays */
}

/* A decision that ran out of memory half way is refused, whatever it took back. */
static void taking_back_tells_of_a_full_arena(void **state) {
    (void) state;
    arena *small = arena_open(64 * 1024);
    view *v = view_open(small, NULL, NULL);
    size_t mark = view_save(v);
    for (unsigned i = 0; i < 2000; i++) find_bird(v, "1000001001", (int32_t) i);
    assert_int_equal(view_undo(v, mark), E_ARENA);
    arena_close(small);
}

/* ---- everything ----------------------------------------------------------------------------- */

typedef struct seen {
    unsigned n, most;
} seen;

static bool count_row(void *self, const row_type *type, const ProtobufCMessage *row) {
    seen *s = self;
    assert_ptr_equal(type, &row_bird);
    assert_non_null(row);
    return ++s->n < s->most;
}

static void every_row_that_is_there_is_visited_until_told_to_stop(void **state) {
    (void) state;
    view *v = empty_view();
    for (int32_t i = 1; i <= 300; i++) loaded(v, "1000001001", i, "420106"); /* the table grows */
    row_key gone = key_bird("1000001001", 7);
    assert_true(view_remove(v, &gone));
    seen all = {0, 1000}, some = {0, 10};
    view_each(v, count_row, &all);
    view_each(v, count_row, &some);
    assert_int_equal(all.n, 299);
    assert_int_equal(some.n, 10);
    for (int32_t i = 1; i <= 300; i++) assert_int_equal(!find_bird(v, "1000001001", i), i == 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_that_is_not_loaded_voids_the_run_and_is_wanted_once),
        cmocka_unit_test(what_the_loader_put_is_found_in_the_next_run),
        cmocka_unit_test(a_row_that_the_loader_did_not_find_is_absent_for_good),
        cmocka_unit_test(a_find_under_an_id_just_given_out_needs_no_loading),
        cmocka_unit_test(an_id_given_out_in_a_void_run_is_not_fresh),
        cmocka_unit_test(where_all_is_known_nothing_is_wanted),
        cmocka_unit_test(a_row_changed_meanwhile_is_not_overwritten_by_a_late_load),
        cmocka_unit_test(a_list_is_wanted_until_it_was_answered_and_then_stands_in_key_order),
        cmocka_unit_test(a_unique_index_finds_its_row),
        cmocka_unit_test(a_row_that_moved_to_another_index_value_is_listed_there_only),
        cmocka_unit_test(a_page_begins_behind_its_mark_and_ends_at_its_limit),
        cmocka_unit_test(a_count_is_what_the_database_said),
        cmocka_unit_test(a_row_is_opened_once_and_its_rest_stays_sealed),
        cmocka_unit_test(a_row_without_its_key_is_absent_and_the_run_void),
        cmocka_unit_test(at_rest_rows_are_shown_as_they_lie_for_this_run),
        cmocka_unit_test(the_first_fault_of_a_run_is_the_one_told),
        cmocka_unit_test(a_scope_hides_rows_outside_it_until_the_next_run),
        cmocka_unit_test(a_page_or_count_outside_the_scope_spoils_the_run),
        cmocka_unit_test(only_who_may_create_makes_a_row),
        cmocka_unit_test(a_change_names_the_version_that_was_loaded),
        cmocka_unit_test(a_change_on_a_row_not_loaded_is_wanted_and_changes_nothing),
        cmocka_unit_test(what_a_refused_decision_changed_is_taken_back),
        cmocka_unit_test(taking_back_tells_of_a_full_arena),
        cmocka_unit_test(every_row_that_is_there_is_visited_until_told_to_stop),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
