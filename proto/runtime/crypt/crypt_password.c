/* crypt_password: randomness and what is made from human secrets. */
#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/random.h>

#include "proto/runtime/crypt/crypt_context.h"

void crypt_random(void *out, size_t bytes) {
    uint8_t *at = out;
    while (bytes > 0) {
        ssize_t got = getrandom(at, bytes, 0);
        must(got > 0 || errno == EINTR);
        if (got > 0) {
            at += got;
            bytes -= (size_t) got;
        }
    }
}

void crypt_pbkdf2_sm3(const char *passphrase, const void *salt, size_t salt_bytes, unsigned rounds,
                      uint8_t *out, size_t out_bytes) {
    must(out_bytes <= INT32_MAX && salt_bytes <= INT32_MAX && rounds <= INT32_MAX);
    must(PKCS5_PBKDF2_HMAC(passphrase, (int) strlen(passphrase), salt, (int) salt_bytes,
                           (int) rounds, crypt_digest(CRYPT_SM), (int) out_bytes, out) == 1);
}

void crypt_password_hash(const char *password, char out[CRYPT_PASSWORD_BYTES]) {
    _Static_assert(CRYPT_PASSWORD_BYTES >= crypto_pwhash_STRBYTES, "argon2id text fits");
    must(sodium_init() >= 0);
    must(crypto_pwhash_str(out, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                           crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0);
}

bool crypt_password_verify(const char *hash, const char *password) {
    must(sodium_init() >= 0);
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}
