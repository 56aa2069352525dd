/* Stories of histories in a view: asked for, loaded, opened whole or not at all. */
#include "proto/runtime/view/history.h"

#include <stdio.h>

#include "tests/lib/canary.h"

static view *empty_view(void) {
    view *v = view_open(box, NULL, NULL);
    assert_non_null(v);
    return v;
}

static const char *const *wanted_of(const view *v, size_t *n) {
    const char *const *list;
    *n = view_wanted_histories(v, &list);
    return list;
}

/* Two songs of one person, as the log holds them. */
static const history_event *two_songs(void) {
    static SongHeard song[2];
    static history_event event[2];
    for (size_t i = 0; i < 2; i++) {
        song[i] = (SongHeard) SONG_HEARD_INIT;
        song[i].number = (int32_t) i + 1;
        event[i] = (history_event){.number = 10 + (int64_t) i,
                                   .received_at_us = 1000,
                                   .method = "canary.SingSong",
                                   .actor = "unit01",
                                   .type = catalog_event("canary.SongHeard"),
                                   .event = &song[i].base};
    }
    return event;
}

static void a_history_is_wanted_once_and_looks_empty_until_it_is_loaded(void **state) {
    size_t n;
    (void) state;
    view *v = empty_view();
    assert_int_equal(view_history(v, "1000001001").n, 0);
    assert_int_equal(view_history(v, "1000001001").n, 0);
    assert_true(view_missing(v));
    assert_string_equal(wanted_of(v, &n)[0], "1000001001");
    assert_int_equal(n, 1);
}

static void a_loaded_history_stands_in_its_order(void **state) {
    size_t n;
    (void) state;
    view *v = empty_view();
    view_history(v, "1000001001");
    view_put_history(v, "1000001001", 2, two_songs());
    view_forget_missing(v);
    history h = view_history(v, "1000001001");
    assert_false(view_missing(v));
    assert_int_equal(h.n, 2);
    assert_int_equal(h.event[0].number, 10);
    assert_int_equal(h.event[1].number, 11);
    assert_string_equal(h.event[1].actor, "unit01");
    wanted_of(v, &n);
    assert_int_equal(n, 0);
}

static void a_subject_without_a_history_is_answered_with_nothing(void **state) {
    (void) state;
    view *v = empty_view();
    view_history(v, "1000001001");
    view_put_history(v, "1000001001", 0, NULL);
    view_forget_missing(v);
    assert_int_equal(view_history(v, "1000001001").n, 0);
    assert_false(view_missing(v));
}

static void who_is_new_has_none_and_nothing_is_loaded(void **state) {
    size_t n;
    (void) state;
    view *v = empty_view();
    view_fresh(v, "1000001001");
    assert_int_equal(view_history(v, "1000001001").n, 0);
    view_all_known(v);
    assert_int_equal(view_history(v, "1000002001").n, 0);
    assert_false(view_missing(v));
    wanted_of(v, &n);
    assert_int_equal(n, 0);
}

static void many_subjects_are_each_wanted_and_each_answered(void **state) {
    char subject[40][12];
    size_t n;
    (void) state;
    view *v = empty_view();
    for (int i = 0; i < 40; i++) { /* the list of wishes grows */
        snprintf(subject[i], sizeof subject[i], "10000%02d001", i);
        view_history(v, subject[i]);
    }
    wanted_of(v, &n);
    assert_int_equal(n, 40);
    for (int i = 39; i >= 0; i--)
        view_put_history(v, subject[i], (size_t) (i % 2) * 2, two_songs());
    wanted_of(v, &n);
    assert_int_equal(n, 0);
    view_forget_missing(v);
    for (int i = 0; i < 40; i++)
        assert_int_equal(view_history(v, subject[i]).n, (size_t) (i % 2) * 2);
}

typedef struct keys {
    unsigned n_opened;
    bool second_missing;
} keys;

static const ProtobufCMessage *open_event(void *self, view *v, const event_type *type,
                                          const ProtobufCMessage *sealed, arena *a) {
    keys *k = self;
    (void) type, (void) a;
    k->n_opened++;
    if (k->second_missing && ((const SongHeard *) sealed)->number == 2) {
        view_mark_missing(v);
        return NULL;
    }
    return sealed;
}

/* A handler that saw half a history would decide on it. */
static void while_one_event_does_not_open_the_history_looks_empty(void **state) {
    (void) state;
    keys k = {0, true};
    view *v = empty_view();
    view_opens_history(v, open_event, &k);
    view_put_history(v, "1000001001", 2, two_songs());
    assert_int_equal(view_history(v, "1000001001").n, 0);
    assert_true(view_missing(v));
    k = (keys){0, false};
    view_forget_missing(v);
    assert_int_equal(view_history(v, "1000001001").n, 2);
    assert_int_equal(view_history(v, "1000001001").n, 2);
    assert_int_equal(k.n_opened, 2); /* each event once */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_history_is_wanted_once_and_looks_empty_until_it_is_loaded),
        cmocka_unit_test(a_loaded_history_stands_in_its_order),
        cmocka_unit_test(a_subject_without_a_history_is_answered_with_nothing),
        cmocka_unit_test(who_is_new_has_none_and_nothing_is_loaded),
        cmocka_unit_test(many_subjects_are_each_wanted_and_each_answered),
        cmocka_unit_test(while_one_event_does_not_open_the_history_looks_empty),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
