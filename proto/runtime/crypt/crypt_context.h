/* crypt_context: fetched algorithms and one context of each kind per thread, shared by the
 * crypt_*.c files only. */
#ifndef HALL_RUNTIME_CRYPT_CONTEXT_H
#define HALL_RUNTIME_CRYPT_CONTEXT_H

#include <openssl/evp.h>

#include "proto/runtime/crypt/crypt.h"

/* Fetched once per process; never NULL. */
const EVP_MD *crypt_digest(crypt_suite suite);
const EVP_CIPHER *crypt_cipher_sm4_ecb(void);
const EVP_CIPHER *crypt_cipher_aes_gcm(void);

/* This thread's; given back when the thread ends. */
EVP_MD_CTX *crypt_digest_context(void);
EVP_MAC_CTX *crypt_mac_context(crypt_suite suite);
EVP_CIPHER_CTX *crypt_cipher_context(void);

/* crypt_sm4_ctr: this thread's, ready to encrypt or decrypt from `iv` on with the cipher's key that
 * is derived from `key`. */
EVP_CIPHER_CTX *crypt_sm4_ctr(const uint8_t key[CRYPT_KEY_BYTES], const uint8_t *iv);

#endif
