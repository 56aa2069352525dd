/* Documents of every type, and the numbers of units. */
#include "tests/lib/cmocka.h"

#include "workers/rules/identifier/credit_code.h"
#include "workers/rules/identifier/document.h"

#define AS_OF 20251231

typedef struct document_case {
    int32_t type;
    const char *text;
    status code;
} document_case;

static const document_case document_cases[] = {
    {201, "11010519491231002x", OK},
    {201, "110105194912310021", E_ID_CHECK},
    {208, "e12345678", OK},
    {208, "E1234567890123456", E_DOCUMENT},
    {208, "E123", E_DOCUMENT},
    {208, "E1234-678", E_DOCUMENT},
    {210, "H12345678", OK},
    {210, "M1234567890", OK},
    {210, "H123456789", E_DOCUMENT},
    {210, "A12345678", E_DOCUMENT},
    {213, "12345678", OK},
    {213, "1234567890A", OK},
    {213, "1234567A", E_DOCUMENT},
    {213, "12345678901", E_DOCUMENT},
    {213, "1234567890[", E_DOCUMENT},
    {215, "932682198501010017", OK},
    {215, "USA123456789012", OK},
    {215, "USA12345678901", E_ID_LENGTH},
    {216, "USA0E12345678", OK},
    {216, "USAE12345678", E_FOREIGN_SSN},
    {216, "US0E12345678", E_FOREIGN_SSN},
    {216, "USA0E123", E_FOREIGN_SSN},
    {216, "USA0E12345678901234567890", E_FOREIGN_SSN},
    {208, "E1234567890123456789012345678901234567890", E_DOCUMENT},
    {999, "11010519491231002X", E_CODE_VALUE},
};

static void test_each_type_has_its_form(void **state) {
    (void) state;
    document found;
    for (size_t i = 0; i < sizeof document_cases / sizeof document_cases[0]; i++) {
        const document_case *c = &document_cases[i];
        assert_int_equal(document_check(c->type, c->text, AS_OF, &found), c->code);
    }
}

static void test_a_number_tells_birth_and_sex_only_where_it_holds_them(void **state) {
    (void) state;
    document found;
    assert_int_equal(document_check(DOCUMENT_CITIZEN_ID, "11010519491231002x", AS_OF, &found), OK);
    assert_string_equal(found.number, "11010519491231002X");
    assert_int_equal(found.birth, 19491231);
    assert_int_equal(found.sex, SEX_FEMALE);
    assert_int_equal(document_check(DOCUMENT_PASSPORT, " e1234567 ", AS_OF, &found), OK);
    assert_string_equal(found.number, "E1234567");
    assert_int_equal(found.birth, 0);
    assert_int_equal(found.sex, SEX_UNKNOWN);
}

static void test_a_number_can_be_folded_without_a_check(void **state) {
    (void) state;
    char number[DOCUMENT_SIZE], typed[300];
    assert_int_equal(document_fold(" ｅ12 34", number), OK);
    assert_string_equal(number, "E1234");
    memset(typed, '1', sizeof typed - 1);
    typed[sizeof typed - 1] = 0;
    assert_int_equal(document_fold(typed, number), E_DOCUMENT);
}

static void test_credit_codes_fail_in_order(void **state) {
    (void) state;
    static const struct {
        const char *text;
        status code;
    } codes[] = {
        {"91440300708461136T", OK},
        {"91440300708461136t", OK},
        {"91420102MA4K00001Q", W_ORG_CHECK},
        {"9144030070846113", E_USCC_LENGTH},
        {"91440300708461136TT", E_USCC_LENGTH},
        {"91440300708461O36T", E_USCC_CHARSET},
        {"914403A0708461136T", E_USCC_CHARSET}, /* letters in the division code */
        {"91440300708461136X", E_USCC_CHECK},
    };
    char stored[CREDIT_CODE_SIZE];
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        assert_int_equal(credit_code_check(codes[i].text, stored), codes[i].code);
    assert_int_equal(credit_code_check("91420102ma4k00001q", stored), W_ORG_CHECK);
    assert_string_equal(stored, "91420102MA4K00001Q"); /* written with the warning, too */
}

static void test_every_single_wrong_character_of_a_credit_code_is_refused(void **state) {
    (void) state;
    char typed[] = "91350100M000100Y43", stored[CREDIT_CODE_SIZE];
    for (int at = 0; at < 18; at++) {
        char right = typed[at];
        for (const char *other = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *other; other++) {
            typed[at] = *other;
            status code = credit_code_check(typed, stored);
            assert_int_equal(code == OK || code == W_ORG_CHECK, *other == right);
        }
        typed[at] = right;
    }
}

static void test_organisation_codes(void **state) {
    (void) state;
    char code[ORG_CODE_SIZE];
    assert_int_equal(org_code_make("M000100Y", code), OK);
    assert_string_equal(code, "M000100Y-4");
    assert_int_equal(org_code_make("M000100", code), E_ORG_CODE);
    assert_int_equal(org_code_make("M000100.", code), E_ORG_CODE);
    assert_int_equal(org_code_check("708461136", code), OK);
    assert_string_equal(code, "70846113-6");
    assert_int_equal(org_code_check("70846113-6", code), OK);
    static const char *const wrong[] = {"",           "70846113",   "70846113-5",
                                        "7084611366", "7084611.-6", "70846113-66"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(org_code_check(wrong[i], code), E_ORG_CODE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_type_has_its_form),
        cmocka_unit_test(test_a_number_tells_birth_and_sex_only_where_it_holds_them),
        cmocka_unit_test(test_a_number_can_be_folded_without_a_check),
        cmocka_unit_test(test_credit_codes_fail_in_order),
        cmocka_unit_test(test_every_single_wrong_character_of_a_credit_code_is_refused),
        cmocka_unit_test(test_organisation_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
