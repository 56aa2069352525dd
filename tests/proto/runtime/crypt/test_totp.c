/* Codes of an authenticator (labels: A26). Source of the values: RFC 6238 appendix B, of whose
 * eight digits the last six are used; the secret is that of the RFC in base32. */
#include "proto/runtime/crypt/crypt.h"
#include "tests/lib/cmocka.h"

static const char secret[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static void the_codes_are_those_of_the_rfc(void **state) {
    (void) state;
    static const struct {
        int64_t time_s;
        const char *code;
    } given[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                 {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        char code[CRYPT_TOTP_BYTES];
        crypt_totp_code(secret, given[i].time_s / 30, code);
        assert_string_equal(code, given[i].code);
        assert_int_equal(crypt_totp_find(secret, given[i].time_s / 30, 0, code),
                         given[i].time_s / 30);
    }
}

static void a_code_is_found_within_its_window_only(void **state) {
    (void) state;
    char code[CRYPT_TOTP_BYTES];
    crypt_totp_code(secret, 1000, code);
    assert_int_equal(crypt_totp_find(secret, 1001, 1, code), 1000);
    assert_int_equal(crypt_totp_find(secret, 999, 1, code), 1000);
    assert_int_equal(crypt_totp_find(secret, 1002, 1, code), -1);
    assert_int_equal(crypt_totp_find(secret, 0, 5, "28708"), -1);
    assert_int_equal(crypt_totp_find(secret, 0, 5, "28708x"), -1);
    assert_int_equal(crypt_totp_find(secret, 0, 5, ""), -1);
}

static void a_secret_is_base32_of_ten_bytes_at_least(void **state) {
    (void) state;
    assert_true(crypt_totp_good(secret));
    assert_true(crypt_totp_good("ABCDEFGHABCDEFGH"));
    assert_false(crypt_totp_good("ABCDEFGHABCDEFG"));
    assert_false(crypt_totp_good("abcdefghabcdefgh"));
    assert_false(crypt_totp_good("ABCDEFGHABCDEFG1"));
    assert_false(crypt_totp_good("ABCDEFGHABCDEFG="));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_codes_are_those_of_the_rfc),
        cmocka_unit_test(a_code_is_found_within_its_window_only),
        cmocka_unit_test(a_secret_is_base32_of_ten_bytes_at_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
