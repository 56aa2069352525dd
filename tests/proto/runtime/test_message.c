/* A copy says the same and shares nothing with what it was made of. */
#include "proto/runtime/message.h"

#include "kernel/block.pb-c.h"
#include "kernel/log.pb-c.h"
#include "tests/lib/canary.h"

static bool same(const ProtobufCMessage *a, const ProtobufCMessage *b) {
    ProtobufCBinaryData x = packed(a), y = packed(b);
    return x.len == y.len && !memcmp(x.data, y.data, x.len);
}

static void a_copy_outlives_what_it_was_made_of(void **state) {
    (void) state;
    char name[] = "1000000001", tag[] = "one", *tags[] = {tag, ""};
    SingSong song = good_song();
    song.person_no = name;
    song.tag = tags;
    song.n_tag = 2;
    ProtobufCBinaryData before = packed(&song.base);
    ProtobufCMessage *copy = message_copy(&song.base, box);
    memset(name, 'x', sizeof name - 1);
    memset(tag, 'x', sizeof tag - 1);
    tags[0] = NULL;
    ProtobufCBinaryData after = packed(copy);
    assert_int_equal(before.len, after.len);
    assert_memory_equal(before.data, after.data, before.len);
    assert_true(((SingSong *) copy)->document_no != song.document_no);
    assert_string_equal(((SingSong *) copy)->tag[1], "");
}

static void messages_within_are_copied_and_of_alternatives_the_one_that_is_there(void **state) {
    (void) state;
    uint8_t bytes[] = {1, 2, 3};
    Kernel__BlockValue text = KERNEL__BLOCK_VALUE__INIT, data = text, number = text;
    Kernel__BlockValue *list[] = {&text, &data, &number};
    Kernel__Block block = KERNEL__BLOCK__INIT;
    text.name = "a", text.is_case = KERNEL__BLOCK_VALUE__IS_TEXT, text.text = "b";
    data.name = "c", data.is_case = KERNEL__BLOCK_VALUE__IS_DATA;
    data.data = (ProtobufCBinaryData){sizeof bytes, bytes};
    number.name = "d", number.is_case = KERNEL__BLOCK_VALUE__IS_NUMBER, number.number = -7;
    block.value = list;
    block.n_value = 3;
    Kernel__Block *copy = (Kernel__Block *) message_copy(&block.base, box);
    assert_true(same(&block.base, &copy->base));
    bytes[0] = 9;
    list[0] = NULL;
    assert_int_equal(copy->value[1]->data.data[0], 1);
    assert_string_equal(copy->value[0]->text, "b");
    assert_true(copy->value[2]->number == -7);
}

static void what_holds_nothing_points_to_nothing(void **state) {
    (void) state;
    uint8_t byte = 1;
    Log__EntryEvent event = LOG__ENTRY_EVENT__INIT;
    event.payload = (ProtobufCBinaryData){0, &byte};
    Log__EntryEvent *copy = (Log__EntryEvent *) message_copy(&event.base, box);
    assert_null(copy->payload.data);
    Kernel__Block block = KERNEL__BLOCK__INIT;
    assert_null(((Kernel__Block *) message_copy(&block.base, box))->value);
}

static void a_full_arena_gives_no_copy(void **state) {
    (void) state;
    SingSong song = good_song();
    arena *full = arena_open(64);
    assert_null(message_copy(&song.base, full));
    arena_close(full);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_outlives_what_it_was_made_of),
        cmocka_unit_test(messages_within_are_copied_and_of_alternatives_the_one_that_is_there),
        cmocka_unit_test(what_holds_nothing_points_to_nothing),
        cmocka_unit_test(a_full_arena_gives_no_copy),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
