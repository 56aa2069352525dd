/* crypt_context: fetched algorithms and one context of each kind per thread, shared by the
 * crypt_*.c files only. Suite sm is computed by libgcrypt, whose SM3 and SM4 use the machine's
 * vector instructions (OpenSSL 3.0 has plain C: HMAC-SM3 of a short text takes half as long again,
 * SM4-CTR seven times as long); all else by OpenSSL. */
#ifndef HALL_RUNTIME_CRYPT_CONTEXT_H
#define HALL_RUNTIME_CRYPT_CONTEXT_H

#include <gcrypt.h>
#include <openssl/evp.h>

#include "proto/runtime/crypt/crypt.h"

#define CRYPT_SM4_KEY_BYTES 16 /* and of a block */

/* Fetched once per process; never NULL. */
const EVP_MD *crypt_digest(crypt_suite suite);
const EVP_CIPHER *crypt_cipher_sm4_ecb(void);
const EVP_CIPHER *crypt_cipher_aes_gcm(void);

/* This thread's; given back when the thread ends. */
EVP_MD_CTX *crypt_digest_context(void);
EVP_CIPHER_CTX *crypt_cipher_context(void);

/* crypt_sha256_mac, crypt_sm3_mac: ready for the text of a MAC under `key`. crypt_sm4_ctr: ready to
 * encrypt or decrypt from `iv` on with the cipher's key that is derived from `key`. */
EVP_MAC_CTX *crypt_sha256_mac(const void *key, size_t key_bytes);
gcry_mac_hd_t crypt_sm3_mac(const void *key, size_t key_bytes);
gcry_cipher_hd_t crypt_sm4_ctr(const uint8_t key[CRYPT_KEY_BYTES], const uint8_t *iv);

#endif
