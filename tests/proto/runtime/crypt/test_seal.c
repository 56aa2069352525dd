/* Personal fields of a message: sealed, found by keyed hash, opened again; wrong keys show nothing.
 */
#include "proto/runtime/crypt/seal.h"

#include "gen/enrolment/add_member.h"
#include "tests/lib/cmocka.h"

static arena *box;
static const uint8_t key[32] = {9}, wrong[32] = {8}, search[32] = {7};
static const seal_secret secret = {CRYPT_SM, key, search};

static int open_box(void **state) {
    (void) state;
    box = arena_open(1 << 20);
    return 0;
}

static int close_box(void **state) {
    (void) state;
    arena_close(box);
    return 0;
}

static PersonRegistered *sealed_person(const char *document_no) {
    PersonRegistered plain = PERSON_REGISTERED_INIT;
    ProtobufCMessage *out = NULL;
    plain.person_no = "1000001001";
    plain.document_no = (char *) document_no;
    plain.name = "张三";
    plain.number = 4;
    assert_int_equal(seal_message(catalog_type_of(&plain.base), &plain.base, &secret, box, &out),
                     OK);
    return (PersonRegistered *) out;
}

static void test_personal_fields_are_sealed_others_not(void **state) {
    (void) state;
    PersonRegistered *sealed = sealed_person("42010219900101901x");
    assert_true(seal_is_sealed(sealed->name));
    assert_true(seal_is_sealed(sealed->document_no));
    assert_string_equal(sealed->person_no, "1000001001");
    assert_string_equal(sealed->mobile, ""); /* nothing to hide */
    assert_int_equal(sealed->number, 4);
    ProtobufCMessage *out;
    assert_int_equal(seal_open(catalog_type_of(&sealed->base), &sealed->base, &secret, box, &out),
                     OK);
    assert_string_equal(((PersonRegistered *) out)->name, "张三");
    assert_string_equal(((PersonRegistered *) out)->document_no, "42010219900101901x");
}

static void test_spellings_of_one_number_have_one_hash(void **state) {
    (void) state;
    PersonRegistered *a = sealed_person("42010219900101901x");
    PersonRegistered *b = sealed_person(" ４２０１0219900101901X");
    PersonRegistered *c = sealed_person("420102199001019019");
    assert_int_equal(a->document_hash.len, 32);
    assert_memory_equal(a->document_hash.data, b->document_hash.data, 32);
    assert_memory_not_equal(a->document_hash.data, c->document_hash.data, 32);
    ProtobufCBinaryData hash = seal_search_hash(search, "42010219900101901X", box);
    assert_memory_equal(a->document_hash.data, hash.data, 32);
}

static void test_a_wrong_key_opens_nothing(void **state) {
    (void) state;
    PersonRegistered *sealed = sealed_person("420102199001019019");
    const seal_secret other = {CRYPT_SM, wrong, search}, destroyed = {CRYPT_SM, NULL, search};
    const message_type *type = catalog_type_of(&sealed->base);
    ProtobufCMessage *out = NULL;
    assert_int_equal(seal_open(type, &sealed->base, &other, box, &out), E_INTERNAL);
    assert_null(out);
    assert_int_equal(seal_open(type, &sealed->base, &destroyed, box, &out), OK);
    assert_string_equal(((PersonRegistered *) out)->name, "");
    assert_int_equal(seal_message(type, &sealed->base, &destroyed, box, &out), E_INTERNAL);
}

static void test_a_text_that_looks_sealed_is_sealed(void **state) {
    (void) state;
    PersonRegistered *sealed = sealed_person("~1:AAAA");
    ProtobufCMessage *out;
    assert_string_not_equal(sealed->document_no, "~1:AAAA");
    assert_int_equal(seal_open(catalog_type_of(&sealed->base), &sealed->base, &secret, box, &out),
                     OK);
    assert_string_equal(((PersonRegistered *) out)->document_no, "~1:AAAA");
}

static void test_types_without_personal_fields_need_no_key(void **state) {
    (void) state;
    assert_true(seal_needed(catalog_message("enrolment.Person")));
    assert_false(seal_needed(catalog_message("enrolment.Unit")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_personal_fields_are_sealed_others_not),
        cmocka_unit_test(test_spellings_of_one_number_have_one_hash),
        cmocka_unit_test(test_a_wrong_key_opens_nothing),
        cmocka_unit_test(test_a_text_that_looks_sealed_is_sealed),
        cmocka_unit_test(test_types_without_personal_fields_need_no_key),
    };
    return cmocka_run_group_tests(tests, open_box, close_box);
}
