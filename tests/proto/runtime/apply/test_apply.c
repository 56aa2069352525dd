/* Effects on sealed rows (labels: A24 N14): the block is copied whole, and a fold without any key
 * ends in the same rows as the live one. */
#include "proto/runtime/apply/apply.h"

#include "proto/runtime/crypt/seal.h"
#include "tests/lib/canary.h"

static const uint8_t key[32] = {9}, search[32] = {7};
static const seal_secret secret = {CRYPT_SM, key, search};
static const event_head head = {1000, "unit01", ""};

static const ProtobufCMessage *open_row(void *self, view *v, const row_type *type,
                                        const ProtobufCMessage *at_rest, arena *a) {
    ProtobufCMessage *out = NULL;
    status s = seal_open(type->message, at_rest, self, a, &out);
    if (s != OK) view_spoil(v, (view_fault){s, type->table, seal_subject(type->message, at_rest)});
    return out;
}

static view *a_view(const seal_secret *with) {
    view *v = view_open(box, with ? open_row : NULL, (void *) (uintptr_t) with);
    view_all_known(v);
    return v;
}

static void happen(view *v, const ProtobufCMessage *event) {
    assert_int_equal(apply(catalog_type_of(event)->event, event, &head, v), OK);
}

static ProtobufCMessage *a_song(const char *name) {
    SongHeard song = SONG_HEARD_INIT;
    ProtobufCMessage *out = NULL;
    song.person_no = "1000001001";
    song.number = 1;
    song.name = (char *) name;
    song.hatched_on = 19900101;
    assert_int_equal(seal_message(catalog_type_of(&song.base), &song.base, &secret, box, &out), OK);
    return out;
}

static void the_block_is_copied_whole(void **state) {
    (void) state;
    view *v = a_view(&secret);
    happen(v, a_song("张三"));
    assert_string_equal(find_bird(v, "1000001001", 1)->name, "张三");
    assert_int_equal(find_bird(v, "1000001001", 1)->hatched_on, 19900101);
    happen(v, a_song(""));
    assert_string_equal(find_bird(v, "1000001001", 1)->name, "");
    assert_int_equal(find_bird(v, "1000001001", 1)->songs, 2);
}

static void an_event_without_the_block_leaves_it_alone(void **state) {
    (void) state;
    view *v = a_view(&secret);
    SongForgotten forgotten = SONG_FORGOTTEN_INIT;
    forgotten.person_no = "1000001001";
    forgotten.number = 1;
    happen(v, a_song("张三"));
    happen(v, &forgotten.base);
    assert_string_equal(find_bird(v, "1000001001", 1)->name, "张三");
    assert_int_equal(find_bird(v, "1000001001", 1)->songs, 0);
}

/* A personal field that stands in clear in an event reaches no row. */
static void nothing_personal_is_copied_past_the_block(void **state) {
    (void) state;
    view *v = a_view(NULL);
    SongHeard song = SONG_HEARD_INIT;
    song.person_no = "1000001001";
    song.number = 1;
    song.name = "张三";
    song.hatched_on = 19900101;
    happen(v, &song.base);
    const Bird *bird = find_bird(v, "1000001001", 1);
    assert_string_equal(bird->name, "");
    assert_int_equal(bird->hatched_on, 0);
}

static void a_fold_without_keys_ends_in_the_same_rows(void **state) {
    (void) state;
    view *live = a_view(&secret), *auditor = a_view(NULL);
    ProtobufCMessage *song = a_song("张三");
    happen(live, song);
    happen(auditor, song);
    row_key where = key_bird("1000001001", 1);
    ProtobufCBinaryData one = packed(view_sealed(live, &where, false)),
                        same = packed(view_sealed(auditor, &where, false));
    assert_int_equal(one.len, same.len);
    assert_memory_equal(one.data, same.data, one.len);
}

static void a_row_that_does_not_open_spoils_the_run(void **state) {
    (void) state;
    view *v = a_view(&secret);
    SongHeard *song = (SongHeard *) a_song("张三");
    song->sealed.data[7] ^= 1;
    happen(v, &song->base);
    assert_null(find_bird(v, "1000001001", 1));
    assert_false(view_missing(v));
    assert_int_equal(view_spoilt(v).code, E_SEAL);
    assert_string_equal(view_spoilt(v).what, "bird");
    assert_string_equal(view_spoilt(v).subject, "1000001001");
    view_forget_missing(v); /* the next run begins anew */
    assert_int_equal(view_spoilt(v).code, OK);
}

static ProtobufCMessage *left(void) {
    BirdLeft event = BIRD_LEFT_INIT;
    event.person_no = "1000001001";
    event.number = 1;
    return arena_copy(box, &event, sizeof event);
}

static size_t changed(view *v, row_change *out) {
    const row_change *list;
    size_t n = view_changes(v, &list);
    if (n == 1) *out = list[0];
    return n;
}

static Bird *a_loaded_bird(view *v) {
    Bird *bird = arena_alloc(box, sizeof *bird);
    *bird = (Bird) BIRD_INIT;
    bird->person_no = "1000001001";
    bird->number = 1;
    bird->version = 7;
    assert_int_equal(view_put(v, &row_bird, &bird->base), OK);
    return bird;
}

static void a_removed_row_is_not_there(void **state) {
    (void) state;
    view *v = a_view(NULL);
    row_change what = {0};
    a_loaded_bird(v);
    happen(v, left());
    assert_null(find_bird(v, "1000001001", 1));
    assert_int_equal(changed(v, &what), 1);
    assert_true(what.removed);
    assert_int_equal(what.loaded_version, 7);
    assert_string_equal(((Bird *) what.row)->person_no, "1000001001");
    /* a second time there is nothing to remove */
    assert_int_equal(apply(catalog_event("canary.BirdLeft"), left(), &head, v), E_CONFLICT);
}

static void a_removal_can_be_taken_back(void **state) {
    (void) state;
    view *v = view_open(box, NULL, NULL);
    row_change what = {0};
    a_loaded_bird(v);
    size_t mark = view_save(v);
    happen(v, left());
    assert_int_equal(view_undo(v, mark), OK);
    assert_non_null(find_bird(v, "1000001001", 1));
    assert_int_equal(changed(v, &what), 0);
}

static void who_comes_back_is_a_new_row_in_the_old_place(void **state) {
    (void) state;
    view *v = a_view(&secret);
    row_change what = {0};
    a_loaded_bird(v);
    happen(v, left());
    happen(v, a_song("李四"));
    assert_int_equal(changed(v, &what), 1);
    assert_false(what.removed);
    assert_int_equal(what.loaded_version, 7);
    assert_int_equal(((Bird *) what.row)->version, 1);
    assert_int_equal(find_bird(v, "1000001001", 1)->songs, 1);
}

static void what_was_made_and_removed_at_once_is_no_change(void **state) {
    (void) state;
    view *v = a_view(NULL);
    row_change what = {0};
    happen(v, a_song("张三"));
    happen(v, left());
    assert_int_equal(changed(v, &what), 0);
}

/* ---- counting -------------------------------------------------------------------------------- */

static status moves(view *v, uint32_t schema, SeedsMoved moved) {
    SeedsMoved *event = arena_copy(box, &moved, sizeof moved);
    size_t mark = view_save(v);
    event->person_no = "1000001001";
    status s = apply_logged(catalog_event("canary.SeedsMoved"), schema, &event->base, &head, v);
    if (s != OK) assert_int_equal(view_undo(v, mark), OK);
    return s;
}

#define MOVES(v, ...)                                                                              \
    moves(v, 2,                                                                                    \
          (SeedsMoved){PROTOBUF_C_MESSAGE_INIT(&canary__seeds_moved__descriptor), .note = "",      \
                       __VA_ARGS__})

static int64_t seeds(view *v) {
    return find_store(v, "1000001001")->seeds;
}

static void a_field_of_the_event_is_added_and_taken_away(void **state) {
    (void) state;
    view *v = a_view(NULL);
    assert_int_equal(MOVES(v, .put_by = 700), OK);
    assert_int_equal(MOVES(v, .put_by = 50, .taken = 150), OK);
    assert_int_equal(seeds(v), 600);
    assert_int_equal(find_store(v, "1000001001")->version, 2);
}

static void a_sum_below_zero_is_refused_and_nothing_changes(void **state) {
    (void) state;
    view *v = view_open(box, NULL, NULL); /* a batch: what fails is taken back */
    Store *full = arena_alloc(box, sizeof *full);
    *full = (Store) STORE_INIT;
    full->person_no = "1000001001";
    full->seeds = 10;
    assert_int_equal(view_put(v, &row_store, &full->base), OK);
    assert_int_equal(MOVES(v, .taken = 11), E_RANGE);
    assert_int_equal(seeds(v), 10);
    assert_int_equal(MOVES(v, .taken = 10), OK);
    assert_int_equal(seeds(v), 0);
    assert_int_equal(MOVES(v, .put_by = -1), E_RANGE);
}

static void a_sum_never_wraps(void **state) {
    (void) state;
    view *v = a_view(NULL);
    assert_int_equal(MOVES(v, .put_by = INT64_MAX), OK);
    assert_int_equal(MOVES(v, .put_by = 1), E_OVERFLOW);
    assert_int_equal(MOVES(v, .taken = INT64_MIN), E_OVERFLOW);
}

static void a_count_keeps_the_bounds_of_its_field(void **state) {
    (void) state;
    view *v = view_open(box, NULL, NULL);
    Store *one = arena_alloc(box, sizeof *one);
    *one = (Store) STORE_INIT;
    one->person_no = "1000001001";
    assert_int_equal(view_put(v, &row_store, &one->base), OK);
    assert_int_equal(MOVES(v, .steps = 4), E_RANGE);
    assert_int_equal(MOVES(v, .steps = 3), OK);
    assert_int_equal(MOVES(v, .steps = -5), OK);
    assert_int_equal(MOVES(v, .steps = -1), E_RANGE);
    assert_int_equal(find_store(v, "1000001001")->visits, -2);
}

static void a_member_of_a_list_is_counted_where_it_belongs(void **state) {
    (void) state;
    view *v = a_view(NULL);
    SeedsShared shared = SEEDS_SHARED_INIT;
    Portion one = PORTION_INIT, two = PORTION_INIT;
    Portion *portions[] = {&one, &two, &one};
    one.person_no = "1000002002";
    one.grams = 3;
    two.person_no = "1000003003";
    two.grams = 4;
    shared.giver_no = "1000001001";
    shared.total = 10;
    shared.portion = portions;
    shared.n_portion = 3;
    assert_int_equal(MOVES(v, .put_by = 100), OK);
    happen(v, &shared.base);
    assert_int_equal(seeds(v), 90);
    assert_int_equal(find_store(v, "1000002002")->seeds, 6);
    assert_int_equal(find_store(v, "1000003003")->seeds, 4);
}

static void an_old_event_folds_by_the_rules_of_its_time(void **state) {
    (void) state;
    view *v = a_view(NULL);
    SeedsMoved moved = SEEDS_MOVED_INIT;
    moved.put_by = 5;
    moved.note = "from the oak";
    assert_int_equal(moves(v, 1, moved), OK);
    assert_int_equal(moves(v, 1, moved), OK);
    assert_int_equal(seeds(v), 5); /* it was set, not summed */
    assert_string_equal(find_store(v, "1000001001")->note, "");
    assert_int_equal(moves(v, 2, moved), OK);
    assert_int_equal(seeds(v), 10);
    assert_string_equal(find_store(v, "1000001001")->note, "from the oak");
}

static void a_newer_event_is_not_known(void **state) {
    (void) state;
    assert_non_null(catalog_logged_event("canary.SeedsMoved", 2));
    assert_null(catalog_logged_event("canary.SeedsMoved", 3));
    assert_null(catalog_logged_event("canary.SeedsEaten", 1));
}

/* ---- what an effect writes ------------------------------------------------------------------- */

static void the_assignments_of_the_contract_are_carried_out(void **state) {
    (void) state;
    view *v = a_view(&secret);
    happen(v, a_song("张三"));
    const Bird *bird = find_bird(v, "1000001001", 1);
    assert_int_equal(bird->status, 2);                  /* a number */
    assert_int_equal(bird->sung_at_us, 1000);           /* $received_at */
    assert_string_equal(bird->sung_by, "unit01");       /* $actor */
    assert_int_equal(bird->songs, 1);                   /* += on a row that was not there */
    assert_string_equal(bird->person_no, "1000001001"); /* fields of the same name are copied */
    assert_int_equal(bird->version, 1);
}

static void the_same_log_gives_the_same_rows_whoever_replays_it(void **state) {
    (void) state;
    view *one = a_view(NULL), *other = a_view(NULL);
    ProtobufCMessage *songs[] = {a_song("张三"), a_song("李四"), a_song("")};
    row_key where = key_bird("1000001001", 1);
    for (size_t i = 0; i < 3; i++) happen(one, songs[i]);
    for (size_t i = 0; i < 3; i++) happen(other, songs[i]);
    ProtobufCBinaryData x = packed(view_sealed(one, &where, false)),
                        y = packed(view_sealed(other, &where, false));
    assert_int_equal(x.len, y.len);
    assert_memory_equal(x.data, y.data, x.len);
    assert_int_equal(find_bird(one, "1000001001", 1)->songs, 3);
}

static ProtobufCMessage *forgotten(void) {
    SongForgotten event = SONG_FORGOTTEN_INIT;
    event.person_no = "1000001001";
    event.number = 1;
    return arena_copy(box, &event, sizeof event);
}

static void an_event_that_may_not_create_needs_its_row(void **state) {
    (void) state;
    view *v = a_view(NULL);
    assert_int_equal(apply(catalog_event("canary.SongForgotten"), forgotten(), &head, v),
                     E_CONFLICT);
    row_change what = {0};
    assert_int_equal(changed(v, &what), 0);
}

static void an_event_on_a_row_that_is_not_loaded_waits_for_it(void **state) {
    (void) state;
    view *v = view_open(box, NULL, NULL);
    const event_type *type = catalog_event("canary.SongForgotten");
    const row_key *const *wanted;
    assert_int_equal(apply(type, forgotten(), &head, v), E_NOT_READY);
    assert_int_equal(view_wanted(v, &wanted), 1);
    a_loaded_bird(v);
    view_answered(v, wanted[0], 0);
    view_forget_missing(v);
    assert_int_equal(apply(type, forgotten(), &head, v), OK);
    assert_int_equal(find_bird(v, "1000001001", 1)->version, 8);
}

static void a_removal_of_a_row_that_is_not_loaded_waits_for_it(void **state) {
    (void) state;
    view *v = view_open(box, NULL, NULL);
    assert_int_equal(apply(catalog_event("canary.BirdLeft"), left(), &head, v), E_NOT_READY);
    assert_true(view_missing(v));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_assignments_of_the_contract_are_carried_out),
        cmocka_unit_test(the_same_log_gives_the_same_rows_whoever_replays_it),
        cmocka_unit_test(an_event_that_may_not_create_needs_its_row),
        cmocka_unit_test(an_event_on_a_row_that_is_not_loaded_waits_for_it),
        cmocka_unit_test(a_removal_of_a_row_that_is_not_loaded_waits_for_it),
        cmocka_unit_test(the_block_is_copied_whole),
        cmocka_unit_test(an_event_without_the_block_leaves_it_alone),
        cmocka_unit_test(nothing_personal_is_copied_past_the_block),
        cmocka_unit_test(a_fold_without_keys_ends_in_the_same_rows),
        cmocka_unit_test(a_row_that_does_not_open_spoils_the_run),
        cmocka_unit_test(a_removed_row_is_not_there),
        cmocka_unit_test(a_removal_can_be_taken_back),
        cmocka_unit_test(who_comes_back_is_a_new_row_in_the_old_place),
        cmocka_unit_test(what_was_made_and_removed_at_once_is_no_change),
        cmocka_unit_test(a_field_of_the_event_is_added_and_taken_away),
        cmocka_unit_test(a_sum_below_zero_is_refused_and_nothing_changes),
        cmocka_unit_test(a_sum_never_wraps),
        cmocka_unit_test(a_count_keeps_the_bounds_of_its_field),
        cmocka_unit_test(a_member_of_a_list_is_counted_where_it_belongs),
        cmocka_unit_test(an_old_event_folds_by_the_rules_of_its_time),
        cmocka_unit_test(a_newer_event_is_not_known),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
