/* Tests of the old system's hashes against published vectors: RFC 1321 A.5, RFC 3174 7.3, FIPS
 * 180-4 "abc" (labels: S6). */
#include "proto/runtime/crypt/legacy.h"
#include "tests/lib/cmocka.h"

static void assert_hash(crypt_legacy kind, const char *first, const char *second,
                        const char *expected) {
    char hex[CRYPT_LEGACY_HEX];
    assert_true(crypt_legacy_hex(kind, first, second, hex));
    assert_string_equal(hex, expected);
    assert_int_equal(crypt_legacy_length(kind), strlen(expected));
}

static void the_published_vectors(void **state) {
    (void) state;
    assert_hash(CRYPT_MD5, "", "", "d41d8cd98f00b204e9800998ecf8427e");
    assert_hash(CRYPT_MD5, "a", "bc", "900150983cd24fb0d6963f7d28e17f72");
    assert_hash(CRYPT_SHA1, "ab", "c", "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert_hash(CRYPT_SHA256, "", "abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void another_kind_is_none(void **state) {
    char hex[CRYPT_LEGACY_HEX];
    (void) state;
    assert_false(crypt_legacy_hex((crypt_legacy) 0, "a", "b", hex));
    assert_int_equal(crypt_legacy_length((crypt_legacy) 9), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_vectors),
        cmocka_unit_test(another_kind_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
