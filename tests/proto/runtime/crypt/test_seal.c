/* The sealed block (labels: A24 N14): everything personal of a message lies in it, numbers too; it
 * opens for its own subject under its own name only, and shows nothing when one byte is another. */
#include "proto/runtime/crypt/seal.h"

#include <string.h>

#include "kernel/block.pb-c.h"
#include "tests/lib/canary.h"

static const uint8_t key[32] = {9}, wrong[32] = {8}, search[32] = {7}, leg[] = {0, 1, 255};
static const seal_secret secret = {CRYPT_SM, key, search};

static SongHeard a_song(void) {
    SongHeard song = SONG_HEARD_INIT;
    song.person_no = "1000001001";
    song.unit_no = "10000001";
    song.number = 4;
    song.name = "张三·Ünïcødé";
    song.hatched_on = 19900101;
    song.ring = (ProtobufCBinaryData){sizeof leg, (uint8_t *) (uintptr_t) leg};
    song.rare = true;
    song.weight = INT64_MIN;
    song.document_no = "42010219900101901x";
    return song;
}

static SongHeard *sealed_with(const SongHeard *plain, const seal_secret *with) {
    ProtobufCMessage *out = NULL;
    assert_int_equal(seal_message(catalog_type_of(&plain->base), &plain->base, with, box, &out),
                     OK);
    return (SongHeard *) out;
}

static SongHeard *sealed(const SongHeard *plain) {
    return sealed_with(plain, &secret);
}

static status open_it(const ProtobufCMessage *at_rest, const seal_secret *with,
                      ProtobufCMessage **out) {
    return seal_open(catalog_type_of(at_rest), at_rest, with, box, out);
}

static SongHeard *opened(const SongHeard *at_rest) {
    ProtobufCMessage *out = NULL;
    assert_int_equal(open_it(&at_rest->base, &secret, &out), OK);
    return (SongHeard *) out;
}

static void test_everything_personal_lies_in_the_block(void **state) {
    (void) state;
    SongHeard plain = a_song(), *at_rest = sealed(&plain);
    assert_string_equal(at_rest->name, "");
    assert_string_equal(at_rest->document_no, "");
    assert_int_equal(at_rest->hatched_on, 0);
    assert_int_equal(at_rest->ring.len, 0);
    assert_false(at_rest->rare);
    assert_int_equal(at_rest->weight, 0);
    assert_string_equal(at_rest->person_no, "1000001001"); /* what says whose it is stays */
    assert_int_equal(at_rest->number, 4);
    ProtobufCBinaryData bytes = packed(&at_rest->base);
    assert_null(memmem(bytes.data, bytes.len, "张三", strlen("张三")));
    assert_null(memmem(bytes.data, bytes.len, "19900101", 8));
    assert_string_equal(plain.name, "张三·Ünïcødé"); /* the plain one is left as it was */
}

static void test_what_was_sealed_comes_back(void **state) {
    (void) state;
    for (crypt_suite suite = CRYPT_SM; suite <= CRYPT_STD; suite++) {
        const seal_secret with = {suite, key, search};
        SongHeard plain = a_song(), *at_rest = sealed_with(&plain, &with), *back = opened(at_rest);
        assert_int_equal(at_rest->sealed.data[0], suite);
        assert_string_equal(back->name, "张三·Ünïcødé");
        assert_string_equal(back->document_no, "42010219900101901x");
        assert_int_equal(back->hatched_on, 19900101);
        assert_int_equal(back->ring.len, sizeof leg);
        assert_memory_equal(back->ring.data, leg, sizeof leg);
        assert_true(back->rare);
        assert_true(back->weight == INT64_MIN);
        assert_int_equal(back->sealed.len, 0);
        assert_string_equal(back->unit_no, "10000001");
    }
}

static void test_fields_that_hold_nothing_are_sealed_all_the_same(void **state) {
    (void) state;
    SongHeard plain = SONG_HEARD_INIT;
    plain.person_no = "1000001001";
    SongHeard *at_rest = sealed(&plain), *back = opened(at_rest);
    assert_true(at_rest->sealed.len > 1);
    assert_string_equal(back->name, "");
    assert_int_equal(back->hatched_on, 0);
    assert_int_equal(at_rest->document_hash.len, 0);
}

/* Given blocks under keys that happen to be the same, only the subject tells them apart. */
static void test_a_block_of_another_subject_does_not_open(void **state) {
    (void) state;
    SongHeard one = a_song(), other = a_song();
    other.person_no = "1000002001";
    other.name = "李四";
    SongHeard *mine = sealed(&one), *theirs = sealed(&other);
    ProtobufCMessage *out = NULL;
    mine->sealed = theirs->sealed;
    assert_int_equal(open_it(&mine->base, &secret, &out), E_SEAL);
    assert_null(out);
    /* no subject and block name read like another pair */
    theirs->person_no = "100000200";
    assert_int_equal(open_it(&theirs->base, &secret, &out), E_SEAL);
}

static void test_a_block_of_another_name_does_not_open(void **state) {
    (void) state;
    Nest nest = NEST_INIT;
    Bird bird = BIRD_INIT;
    ProtobufCMessage *out = NULL;
    nest.person_no = bird.person_no = "1000001001";
    nest.name = "张三";
    assert_int_equal(seal_message(catalog_type_of(&nest.base), &nest.base, &secret, box, &out), OK);
    bird.sealed = ((Nest *) out)->sealed;
    out = NULL;
    assert_int_equal(open_it(&bird.base, &secret, &out), E_SEAL);
    assert_null(out);
}

static void test_event_and_row_share_the_block(void **state) {
    (void) state;
    SongHeard song = a_song();
    Bird bird = BIRD_INIT;
    ProtobufCMessage *out = NULL;
    bird.person_no = "1000001001";
    bird.sealed = sealed(&song)->sealed;
    assert_int_equal(open_it(&bird.base, &secret, &out), OK);
    assert_string_equal(((Bird *) out)->name, "张三·Ünïcødé");
    assert_int_equal(((Bird *) out)->hatched_on, 19900101);
}

static void test_each_byte_counts(void **state) {
    (void) state;
    for (crypt_suite suite = CRYPT_SM; suite <= CRYPT_STD; suite++) {
        const seal_secret with = {suite, key, search};
        SongHeard plain = a_song(), *at_rest = sealed_with(&plain, &with);
        for (size_t i = 0; i < at_rest->sealed.len; i++)
            for (unsigned bit = 1; bit < 256; bit <<= 1) {
                ProtobufCMessage *out = NULL;
                at_rest->sealed.data[i] ^= (uint8_t) bit;
                assert_int_equal(open_it(&at_rest->base, &secret, &out), E_SEAL);
                assert_null(out);
                at_rest->sealed.data[i] ^= (uint8_t) bit;
            }
    }
}

static void test_a_block_that_is_cut_or_missing_does_not_open(void **state) {
    (void) state;
    SongHeard plain = a_song(), *at_rest = sealed(&plain);
    ProtobufCMessage *out = NULL;
    for (size_t bytes = at_rest->sealed.len; bytes-- > 0;) {
        at_rest->sealed.len = bytes;
        assert_int_equal(open_it(&at_rest->base, &secret, &out), E_SEAL);
    }
    assert_null(out);
}

/* What stands in clear beside the block is nobody's: it came past the sealing. */
static void test_an_unsealed_message_is_not_shown(void **state) {
    (void) state;
    SongHeard plain = a_song();
    ProtobufCMessage *out = NULL;
    assert_int_equal(open_it(&plain.base, &secret, &out), E_SEAL);
    SongHeard *at_rest = sealed(&plain);
    at_rest->name = "李四";
    assert_string_equal(opened(at_rest)->name, "张三·Ünïcødé");
}

static void test_a_destroyed_key_shows_empty_fields(void **state) {
    (void) state;
    SongHeard plain = a_song(), *at_rest = sealed(&plain);
    const seal_secret other = {CRYPT_SM, wrong, search}, destroyed = {CRYPT_SM, NULL, search};
    ProtobufCMessage *out = NULL;
    assert_int_equal(open_it(&at_rest->base, &other, &out), E_SEAL);
    assert_null(out);
    assert_int_equal(open_it(&at_rest->base, &destroyed, &out), OK);
    assert_string_equal(((SongHeard *) out)->name, "");
    assert_int_equal(((SongHeard *) out)->hatched_on, 0);
    assert_int_equal(((SongHeard *) out)->sealed.len, 0);
    assert_int_equal(seal_message(catalog_type_of(&plain.base), &plain.base, &destroyed, box, &out),
                     E_DESTROYED);
}

/* A value that the contract no longer has is passed over; one that changed its kind is not shown.
 */
static void test_old_blocks_are_read_by_their_names(void **state) {
    (void) state;
    Kernel__BlockValue gone = KERNEL__BLOCK_VALUE__INIT, kept = gone;
    gone.name = "beak";
    gone.is_case = kept.is_case = KERNEL__BLOCK_VALUE__IS_TEXT;
    gone.text = "yellow";
    kept.name = "name";
    kept.text = "张三";
    Kernel__BlockValue *list[] = {&gone, &kept};
    Kernel__Block block = KERNEL__BLOCK__INIT;
    block.n_value = 2;
    block.value = list;
    for (int turn = 0; turn < 2; turn++) {
        static const uint8_t bound[] = "\4\0\0\0bird\12\0\0\0001000001001";
        ProtobufCBinaryData plain = packed(&block.base);
        uint8_t *out = arena_alloc(box, 1 + plain.len + CRYPT_SEAL_BYTES_MAX);
        SongHeard song = SONG_HEARD_INIT;
        ProtobufCMessage *back = NULL;
        out[0] = CRYPT_SM;
        song.person_no = "1000001001";
        song.sealed.data = out;
        song.sealed.len =
            1 + crypt_seal(CRYPT_SM, key, bound, sizeof bound - 1, plain.data, plain.len, out + 1);
        assert_int_equal(open_it(&song.base, &secret, &back), turn ? E_SEAL : OK);
        if (!turn) assert_string_equal(((SongHeard *) back)->name, "张三");
        kept.name = "weight"; /* a number, not a text */
    }
}

static void test_spellings_of_one_number_have_one_hash(void **state) {
    (void) state;
    SongHeard a = a_song(), b = a_song(), c = a_song();
    b.document_no = " ４２０１0219900101901X";
    c.document_no = "420102199001019019";
    ProtobufCBinaryData one = sealed(&a)->document_hash, same = sealed(&b)->document_hash;
    assert_int_equal(one.len, 32);
    assert_memory_equal(one.data, same.data, 32);
    assert_memory_not_equal(one.data, sealed(&c)->document_hash.data, 32);
    assert_memory_equal(one.data, seal_search_hash(search, "42010219900101901X", box).data, 32);
}

static void test_a_hash_that_is_there_is_not_computed_again(void **state) {
    (void) state;
    uint8_t given[CRYPT_HASH_BYTES] = {7};
    SongHeard plain = a_song();
    plain.document_hash = (ProtobufCBinaryData){sizeof given, given};
    assert_memory_equal(sealed(&plain)->document_hash.data, given, sizeof given);
}

static void test_no_memory_is_no_message(void **state) {
    (void) state;
    SongHeard plain = a_song(), *at_rest = sealed(&plain);
    for (size_t room = 64; room < 4096; room += 64) {
        ProtobufCMessage *out = NULL;
        arena *small = arena_open(room);
        status s = seal_open(catalog_type_of(&at_rest->base), &at_rest->base, &secret, small, &out);
        assert_true(s == E_ARENA || s == OK); /* no memory is no alarm */
        assert_true((s != OK) == !out);
        arena_close(small);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_personal_lies_in_the_block),
        cmocka_unit_test(test_what_was_sealed_comes_back),
        cmocka_unit_test(test_fields_that_hold_nothing_are_sealed_all_the_same),
        cmocka_unit_test(test_a_block_of_another_subject_does_not_open),
        cmocka_unit_test(test_a_block_of_another_name_does_not_open),
        cmocka_unit_test(test_event_and_row_share_the_block),
        cmocka_unit_test(test_each_byte_counts),
        cmocka_unit_test(test_a_block_that_is_cut_or_missing_does_not_open),
        cmocka_unit_test(test_an_unsealed_message_is_not_shown),
        cmocka_unit_test(test_a_destroyed_key_shows_empty_fields),
        cmocka_unit_test(test_old_blocks_are_read_by_their_names),
        cmocka_unit_test(test_spellings_of_one_number_have_one_hash),
        cmocka_unit_test(test_a_hash_that_is_there_is_not_computed_again),
        cmocka_unit_test(test_no_memory_is_no_message),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
