/* crypt_seal: authenticated encryption of the two suites. SM4-GCM is not in OpenSSL 3.0, so suite
 * sm encrypts with SM4-CTR and then authenticates the binding, the IV and the ciphertext with
 * HMAC-SM3 (encrypt-then-MAC; the lengths are in the MAC so that no byte can move between its
 * parts). */
#include <endian.h>
#include <string.h>

#include "proto/runtime/crypt/crypt_context.h"

#define TAG_BYTES 16
#define SM_IV_BYTES 16
#define STD_IV_BYTES 12

static void sm_ctr(const uint8_t *key, const uint8_t *iv, const uint8_t *in, size_t bytes,
                   uint8_t *out) {
    gcry_cipher_hd_t context = crypt_sm4_ctr(key, iv);
    if (bytes > 0) must(gcry_cipher_encrypt(context, out, bytes, in, bytes) == 0);
}

static void sm_tag(const uint8_t *key, const void *bound, size_t bound_bytes, const uint8_t *sealed,
                   size_t bytes, uint8_t out[CRYPT_HASH_BYTES]) {
    uint64_t lengths[2] = {htobe64(bound_bytes), htobe64(bytes)};
    const crypt_piece pieces[] = {{lengths, sizeof lengths}, {bound, bound_bytes}, {sealed, bytes}};
    crypt_mac(CRYPT_SM, key, CRYPT_KEY_BYTES, pieces, 3, out);
}

static size_t sm_seal(const uint8_t *key, const void *bound, size_t bound_bytes, const void *plain,
                      size_t bytes, uint8_t *out) {
    uint8_t tag[CRYPT_HASH_BYTES];
    crypt_random(out, SM_IV_BYTES);
    sm_ctr(key, out, plain, bytes, out + SM_IV_BYTES);
    sm_tag(key, bound, bound_bytes, out, SM_IV_BYTES + bytes, tag);
    memcpy(out + SM_IV_BYTES + bytes, tag, TAG_BYTES);
    return SM_IV_BYTES + bytes + TAG_BYTES;
}

static bool sm_open(const uint8_t *key, const void *bound, size_t bound_bytes,
                    const uint8_t *sealed, size_t bytes, uint8_t *out, size_t *out_bytes) {
    uint8_t tag[CRYPT_HASH_BYTES];
    if (bytes < SM_IV_BYTES + TAG_BYTES) return false;
    size_t body = bytes - TAG_BYTES;
    sm_tag(key, bound, bound_bytes, sealed, body, tag);
    if (!crypt_equal(tag, sealed + body, TAG_BYTES)) return false;
    sm_ctr(key, sealed, sealed + SM_IV_BYTES, body - SM_IV_BYTES, out);
    *out_bytes = body - SM_IV_BYTES;
    return true;
}

static void std_start(const uint8_t *key, const uint8_t *iv, bool encrypt, const void *bound,
                      size_t bound_bytes) {
    EVP_CIPHER_CTX *context = crypt_cipher_context();
    int length = 0;
    must(bound_bytes <= INT32_MAX);
    must(EVP_CipherInit_ex2(context, crypt_cipher_aes_gcm(), key, iv, encrypt, NULL) == 1);
    if (bound_bytes > 0)
        must(EVP_CipherUpdate(context, NULL, &length, bound, (int) bound_bytes) == 1);
}

static size_t std_seal(const uint8_t *key, const void *bound, size_t bound_bytes, const void *plain,
                       size_t bytes, uint8_t *out) {
    EVP_CIPHER_CTX *context = crypt_cipher_context();
    uint8_t *body = out + STD_IV_BYTES;
    int length = 0;
    must(bytes <= INT32_MAX);
    crypt_random(out, STD_IV_BYTES);
    std_start(key, out, true, bound, bound_bytes);
    if (bytes > 0) must(EVP_CipherUpdate(context, body, &length, plain, (int) bytes) == 1);
    must(EVP_CipherFinal_ex(context, body + bytes, &length) == 1);
    must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, body + bytes) == 1);
    return STD_IV_BYTES + bytes + TAG_BYTES;
}

static bool std_open(const uint8_t *key, const void *bound, size_t bound_bytes,
                     const uint8_t *sealed, size_t bytes, uint8_t *out, size_t *out_bytes) {
    if (bytes < STD_IV_BYTES + TAG_BYTES || bytes > INT32_MAX) return false;
    EVP_CIPHER_CTX *context = crypt_cipher_context();
    size_t body = bytes - STD_IV_BYTES - TAG_BYTES;
    uint8_t tag[TAG_BYTES], nothing[16];
    int length = 0;
    memcpy(tag, sealed + bytes - TAG_BYTES, TAG_BYTES);
    std_start(key, sealed, false, bound, bound_bytes);
    if (body > 0)
        must(EVP_CipherUpdate(context, out, &length, sealed + STD_IV_BYTES, (int) body) == 1);
    must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag) == 1);
    if (EVP_CipherFinal_ex(context, nothing, &length) != 1) {
        crypt_wipe(out, body);
        return false;
    }
    *out_bytes = body;
    return true;
}

size_t crypt_seal(crypt_suite suite, const uint8_t key[CRYPT_KEY_BYTES], const void *bound,
                  size_t bound_bytes, const void *plain, size_t bytes, uint8_t *out) {
    return suite == CRYPT_STD ? std_seal(key, bound, bound_bytes, plain, bytes, out)
                              : sm_seal(key, bound, bound_bytes, plain, bytes, out);
}

bool crypt_open(crypt_suite suite, const uint8_t key[CRYPT_KEY_BYTES], const void *bound,
                size_t bound_bytes, const void *sealed, size_t bytes, uint8_t *out,
                size_t *out_bytes) {
    return suite == CRYPT_STD ? std_open(key, bound, bound_bytes, sealed, bytes, out, out_bytes)
                              : sm_open(key, bound, bound_bytes, sealed, bytes, out, out_bytes);
}
