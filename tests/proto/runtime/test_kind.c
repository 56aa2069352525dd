/* kind: what the contract says of a kind of business, through the generator. */
#include "proto/runtime/kind.h"

#include "tests/lib/cmocka.h"

static void a_kind_that_an_rpc_bears_says_class_and_law(void **state) {
    (void) state;
    const business_kind *sung = kind_find("B99");
    assert_non_null(sung);
    assert_int_equal(sung->class, KERNEL__BUSINESS_CLASS__REGISTRATION);
    assert_string_equal(sung->basis.zh, "鸟法第一条");
    assert_string_equal(sung->basis.en, "Law of Birds art. 1");
    assert_string_equal(sung->title.zh, "");
    assert_false(sung->window);
}

static void a_kind_that_nobody_bears_is_described(void **state) {
    (void) state;
    const business_kind *twigs = kind_find("B98");
    assert_non_null(twigs);
    assert_string_equal(twigs->title.en, "Fetch twigs");
    assert_string_equal(twigs->procedure.zh, "先找树");
    assert_string_equal(twigs->items.en, "twigs");
    assert_string_equal(twigs->papers.zh, "不需要");
    assert_true(twigs->window && twigs->reviewed);
    assert_string_equal(twigs->begins, "");
    assert_int_equal(twigs->question, KERNEL__QUESTION_CATEGORY__ASK_OTHER);
}

static void one_may_begin_with_a_method_of_another_kind(void **state) {
    (void) state;
    assert_string_equal(kind_find("Q99")->begins, "canary.CountNests");
}

static void no_other_code_is_a_kind(void **state) {
    (void) state;
    assert_null(kind_find("B01"));
    assert_null(kind_find(""));
    assert_int_equal(n_business_kinds, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kind_that_an_rpc_bears_says_class_and_law),
        cmocka_unit_test(a_kind_that_nobody_bears_is_described),
        cmocka_unit_test(one_may_begin_with_a_method_of_another_kind),
        cmocka_unit_test(no_other_code_is_a_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
