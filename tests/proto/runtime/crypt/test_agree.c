/* crypt_agree: the example of RFC 7748 section 6.1, and no secret with a key that gives none. */
#include "proto/runtime/crypt/crypt.h"
#include "tests/lib/cmocka.h"

static void expect(const char *secret, const char *public_key, const char *shared) {
    uint8_t own[32], other[32], wanted[32], out[32];
    assert_true(crypt_unhex(secret, own, 32) && crypt_unhex(public_key, other, 32) &&
                crypt_unhex(shared, wanted, 32));
    assert_true(crypt_agree(own, other, out));
    assert_memory_equal(out, wanted, 32);
}

static void the_example_of_the_standard(void **state) {
    (void) state;
    static const char bob[] = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
    expect(bob, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
           "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    /* with the base point it gives the public key */
    expect(bob, "0900000000000000000000000000000000000000000000000000000000000000",
           "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
}

static void a_key_of_low_order_gives_nothing(void **state) {
    (void) state;
    uint8_t own[32] = {1, 2, 3}, zero[32] = {0}, out[32];
    assert_false(crypt_agree(own, zero, out));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_standard),
        cmocka_unit_test(a_key_of_low_order_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
