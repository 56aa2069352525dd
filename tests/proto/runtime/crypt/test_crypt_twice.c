/* Two libraries compute the same: what suite sm seals and chains must be readable by whoever has
 * another SM3 and SM4. Every length around the blocks, in one piece and in pieces. */
#include <openssl/evp.h>
#include <string.h>

#include "proto/runtime/crypt/crypt.h"
#include "tests/lib/cmocka.h"

enum { LENGTHS = 400, IV = 16, TAG = 16 };

static uint8_t text[LENGTHS], key[CRYPT_KEY_BYTES];

static void openssl_sm3(const void *data, size_t bytes, uint8_t out[32]) {
    unsigned length = 0;
    assert_int_equal(EVP_Digest(data, bytes, out, &length, EVP_sm3(), NULL), 1);
    assert_int_equal(length, 32);
}

static void openssl_hmac(const uint8_t *under, size_t under_bytes, const void *data, size_t bytes,
                         uint8_t out[32]) {
    size_t length = 0;
    assert_non_null(EVP_Q_mac(NULL, "HMAC", NULL, "SM3", NULL, under, under_bytes, data, bytes, out,
                              32, &length));
    assert_int_equal(length, 32);
}

static void openssl_ctr(const uint8_t under[16], const uint8_t *iv, const uint8_t *in, size_t bytes,
                        uint8_t *out) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int length = 0;
    assert_int_equal(EVP_EncryptInit_ex(context, EVP_sm4_ctr(), NULL, under, iv), 1);
    assert_int_equal(EVP_EncryptUpdate(context, out, &length, in, (int) bytes), 1);
    assert_int_equal(length, bytes);
    EVP_CIPHER_CTX_free(context);
}

static int fill(void **state) {
    (void) state;
    crypt_random(text, sizeof text);
    crypt_random(key, sizeof key);
    return 0;
}

static void digests_agree(void **state) {
    (void) state;
    for (size_t n = 0; n < LENGTHS; n++) {
        uint8_t ours[32], theirs[32];
        openssl_sm3(text, n, theirs);
        crypt_sm3(text, n, ours);
        assert_memory_equal(ours, theirs, 32);
        crypt_hasher *h = crypt_hasher_open(CRYPT_SM);
        for (size_t at = 0, piece = 1; at < n; at += piece, piece = piece % 67 + 1)
            crypt_hasher_add(h, text + at, piece < n - at ? piece : n - at);
        crypt_hasher_end(&h, ours);
        assert_memory_equal(ours, theirs, 32);
    }
}

/* Keys of every length, one after another and the same again. */
static void keyed_hashes_agree(void **state) {
    (void) state;
    for (size_t n = 0; n < LENGTHS; n++) {
        size_t under_bytes = n % 3 == 0 ? CRYPT_KEY_BYTES : 1 + n % 150;
        uint8_t ours[32], theirs[32];
        openssl_hmac(text, under_bytes, text, n, theirs);
        for (int again = 0; again < 2; again++) {
            crypt_hmac_sm3(text, under_bytes, text, n, ours);
            assert_memory_equal(ours, theirs, 32);
        }
    }
}

/* As docs/sealing.md says it: IV, text under SM4-CTR with the first half of HMAC(key, "cipher"). */
static void cipher_texts_agree(void **state) {
    (void) state;
    uint8_t under[32], sealed[IV + LENGTHS + TAG], theirs[LENGTHS];
    openssl_hmac(key, sizeof key, "cipher", 6, under);
    for (size_t n = 1; n < LENGTHS; n++) {
        assert_int_equal(crypt_seal(CRYPT_SM, key, "b", 1, text, n, sealed), IV + n + TAG);
        openssl_ctr(under, sealed, text, n, theirs);
        assert_memory_equal(sealed + IV, theirs, n);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(digests_agree, fill),
        cmocka_unit_test_setup(keyed_hashes_agree, fill),
        cmocka_unit_test_setup(cipher_texts_agree, fill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
