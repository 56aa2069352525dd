/* crypt: digests, keyed hashes, SM4 blocks, and the small things around them. Sealing is
 * crypt_seal.c, passwords crypt_password.c, base64 and hexadecimal crypt_text.c. */
#include "proto/runtime/crypt/crypt.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/crypt/crypt_context.h"

struct crypt_hasher {
    EVP_MD_CTX *std; /* the other one is NULL */
    gcry_md_hd_t sm;
};

const char *crypt_suite_name(crypt_suite suite) {
    return suite == CRYPT_STD ? "std" : "sm";
}

const char *crypt_hash_name(crypt_suite suite) {
    return suite == CRYPT_STD ? "sha256" : "sm3";
}

bool crypt_suite_find(const char *name, crypt_suite *out) {
    for (crypt_suite s = CRYPT_SM; s <= CRYPT_STD; s++) {
        if (strcmp(name, crypt_suite_name(s)) != 0 && strcmp(name, crypt_hash_name(s)) != 0)
            continue;
        *out = s;
        return true;
    }
    return false;
}

void crypt_hash(crypt_suite suite, const void *data, size_t bytes, uint8_t out[CRYPT_HASH_BYTES]) {
    EVP_MD_CTX *context = crypt_digest_context();
    if (suite != CRYPT_STD) {
        gcry_md_hash_buffer(GCRY_MD_SM3, out, data, bytes);
        return;
    }
    must(EVP_DigestInit_ex2(context, crypt_digest(suite), NULL) == 1);
    if (bytes > 0) must(EVP_DigestUpdate(context, data, bytes) == 1);
    must(EVP_DigestFinal_ex(context, out, NULL) == 1);
}

void crypt_sm3(const void *data, size_t bytes, uint8_t out[CRYPT_HASH_BYTES]) {
    crypt_hash(CRYPT_SM, data, bytes, out);
}

void crypt_sha256(const void *data, size_t bytes, uint8_t out[CRYPT_HASH_BYTES]) {
    crypt_hash(CRYPT_STD, data, bytes, out);
}

crypt_hasher *crypt_hasher_open(crypt_suite suite) {
    crypt_hasher *h = calloc(1, sizeof *h);
    must(h);
    const EVP_MD *digest = crypt_digest(suite);
    if (suite != CRYPT_STD) {
        must(gcry_md_open(&h->sm, GCRY_MD_SM3, 0) == 0);
        return h;
    }
    h->std = EVP_MD_CTX_new();
    must(h->std && EVP_DigestInit_ex2(h->std, digest, NULL) == 1);
    return h;
}

void crypt_hasher_add(crypt_hasher *h, const void *data, size_t bytes) {
    if (bytes == 0) return;
    if (h->sm)
        gcry_md_write(h->sm, data, bytes);
    else
        must(EVP_DigestUpdate(h->std, data, bytes) == 1);
}

void crypt_hasher_end(crypt_hasher **h, uint8_t out[CRYPT_HASH_BYTES]) {
    if ((*h)->sm)
        memcpy(out, gcry_md_read((*h)->sm, GCRY_MD_SM3), CRYPT_HASH_BYTES);
    else
        must(EVP_DigestFinal_ex((*h)->std, out, NULL) == 1);
    gcry_md_close((*h)->sm);
    EVP_MD_CTX_free((*h)->std);
    free(*h);
    *h = NULL;
}

static void sm_mac(const void *key, size_t key_bytes, const crypt_piece *piece, size_t n,
                   uint8_t out[CRYPT_HASH_BYTES]) {
    gcry_mac_hd_t context = crypt_sm3_mac(key, key_bytes);
    size_t length = CRYPT_HASH_BYTES;
    for (size_t i = 0; i < n; i++)
        if (piece[i].bytes > 0) must(gcry_mac_write(context, piece[i].data, piece[i].bytes) == 0);
    must(gcry_mac_read(context, out, &length) == 0 && length == CRYPT_HASH_BYTES);
}

static void std_mac(const void *key, size_t key_bytes, const crypt_piece *piece, size_t n,
                    uint8_t out[CRYPT_HASH_BYTES]) {
    EVP_MAC_CTX *context = crypt_sha256_mac(key, key_bytes);
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        if (piece[i].bytes > 0) must(EVP_MAC_update(context, piece[i].data, piece[i].bytes) == 1);
    must(EVP_MAC_final(context, out, &length, CRYPT_HASH_BYTES) == 1 && length == CRYPT_HASH_BYTES);
}

void crypt_mac(crypt_suite suite, const void *key, size_t key_bytes, const crypt_piece *piece,
               size_t n, uint8_t out[CRYPT_HASH_BYTES]) {
    (suite == CRYPT_STD ? std_mac : sm_mac)(key, key_bytes, piece, n, out);
}

void crypt_hmac(crypt_suite suite, const void *key, size_t key_bytes, const void *data,
                size_t bytes, uint8_t out[CRYPT_HASH_BYTES]) {
    crypt_mac(suite, key, key_bytes, &(crypt_piece){data, bytes}, 1, out);
}

void crypt_hmac_sm3(const void *key, size_t key_bytes, const void *data, size_t bytes,
                    uint8_t out[CRYPT_HASH_BYTES]) {
    crypt_hmac(CRYPT_SM, key, key_bytes, data, bytes, out);
}

void crypt_hmac_sha256(const void *key, size_t key_bytes, const void *data, size_t bytes,
                       uint8_t out[CRYPT_HASH_BYTES]) {
    crypt_hmac(CRYPT_STD, key, key_bytes, data, bytes, out);
}

void crypt_sm4_ecb(const uint8_t key[16], bool encrypt, const uint8_t *in, size_t blocks,
                   uint8_t *out) {
    EVP_CIPHER_CTX *context = crypt_cipher_context();
    int length = 0;
    must(EVP_CipherInit_ex2(context, crypt_cipher_sm4_ecb(), key, NULL, encrypt, NULL) == 1);
    must(EVP_CIPHER_CTX_set_padding(context, 0) == 1);
    must(EVP_CipherUpdate(context, out, &length, in, (int) (blocks * 16)) == 1);
    must((size_t) length == blocks * 16);
}

bool crypt_equal(const void *a, const void *b, size_t bytes) {
    return CRYPTO_memcmp(a, b, bytes) == 0;
}

void crypt_wipe(void *data, size_t bytes) {
    OPENSSL_cleanse(data, bytes);
}
