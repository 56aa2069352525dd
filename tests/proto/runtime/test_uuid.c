/* uuid: ids that follow from a cause (N5). */
#include "proto/runtime/uuid.h"

#include <string.h>

#include "tests/lib/cmocka.h"

static void the_same_cause_is_the_same_id(void **state) {
    (void) state;
    uint8_t one[UUID_BYTES], again[UUID_BYTES], other[UUID_BYTES];
    char text[UUID_TEXT_BYTES];
    uuid_v8("abc", 3, one);
    uuid_v8("abc", 3, again);
    uuid_v8("abd", 3, other);
    assert_memory_equal(one, again, UUID_BYTES);
    assert_memory_not_equal(one, other, UUID_BYTES);
    assert_false(uuid_is_v7(one));
    uuid_text(one, text); /* SM3 of "abc" is 66c7f0f4 62eeedd9 d1f2d46b dc10e4e2 ... */
    assert_string_equal(text, "66c7f0f4-62ee-8dd9-91f2-d46bdc10e4e2");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_same_cause_is_the_same_id)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
