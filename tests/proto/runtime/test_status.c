/* Stories of the one error type: every number has a name and texts, and a reason says what to do.
 */
#include <string.h>

#include "proto/runtime/status.h"
#include "tests/lib/cmocka.h"

static void every_status_has_a_name_and_both_texts(void **state) {
    const ProtobufCEnumDescriptor *e = &kernel__status__descriptor;
    (void) state;
    for (unsigned i = 0; i < e->n_values; i++) {
        status s = (status) e->values[i].value, found = E_INTERNAL;
        assert_string_equal(status_name(s), e->values[i].name);
        assert_true(status_find(e->values[i].name, &found));
        assert_int_equal(found, s);
        assert_true(*status_text(s, false) && *status_text(s, true));
        assert_int_equal(status_is_warning(s), e->values[i].name[0] == 'W');
    }
}

static void a_number_outside_the_enum_is_an_internal_error(void **state) {
    status found = OK;
    (void) state;
    assert_string_equal(status_name((status) 9999), "E_INTERNAL");
    assert_int_equal(status_http((status) 9999), 500);
    assert_false(status_find("E_NOTHING", &found));
    assert_int_equal(found, OK);
}

static void a_reason_has_its_text_beside_its_status_only(void **state) {
    (void) state;
    assert_non_null(strstr(status_reason(E_DEADLINE, "not_started", false), "重新提交"));
    assert_non_null(strstr(status_reason(E_DEADLINE, "not_started", true), "Idempotency-Key"));
    assert_string_equal(status_reason(E_RANGE, "not_started", false), "");
}

static void a_reason_without_a_status_holds_beside_any(void **state) {
    (void) state;
    assert_true(*status_reason(E_MALFORMED, "bus", false));
    assert_string_equal(status_reason(E_MALFORMED, "bus", true),
                        status_reason(E_ORIGIN, "bus", true));
}

static void what_is_no_reason_has_no_text(void **state) {
    (void) state;
    assert_string_equal(status_reason(E_BUSY, "nonsense", false), "");
    assert_string_equal(status_reason(E_BUSY, "", true), "");
    assert_string_equal(status_reason(E_BUSY, NULL, true), "");
}

static void each_key_is_spelt_as_programs_compare_it(void **state) {
    (void) state;
    for (unsigned i = 0; i < n_reason_texts; i++) {
        const reason_text *it = &reason_texts[i];
        assert_int_equal(strspn(it->key, "abcdefghijklmnopqrstuvwxyz_0123456789"), strlen(it->key));
        assert_string_equal(status_reason(it->code, it->key, false), it->zh);
        assert_string_equal(status_reason(it->code, it->key, true), it->en);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_a_name_and_both_texts),
        cmocka_unit_test(a_number_outside_the_enum_is_an_internal_error),
        cmocka_unit_test(a_reason_has_its_text_beside_its_status_only),
        cmocka_unit_test(a_reason_without_a_status_holds_beside_any),
        cmocka_unit_test(what_is_no_reason_has_no_text),
        cmocka_unit_test(each_key_is_spelt_as_programs_compare_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
