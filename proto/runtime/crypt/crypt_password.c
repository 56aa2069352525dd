/* crypt_password: randomness and what is made from human secrets. */
#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "proto/runtime/crypt/crypt_context.h"

static void ask_system(void *out, size_t bytes) {
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

/* Salts, IVs and keys are short and many (a filing takes some 400 bytes), so some are fetched
 * ahead; each byte is given out once. */
enum { POOL_BYTES = 16384, POOLED_BYTES_MAX = 1024 };
static _Thread_local struct {
    uint8_t byte[POOL_BYTES];
    size_t left;
} pool;

/* A child must not give out what its parent gives out. */
static void forget_pool(void) {
    pool.left = 0;
}

static void watch_forks(void) {
    must(pthread_atfork(NULL, NULL, forget_pool) == 0);
}

void crypt_random(void *out, size_t bytes) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, watch_forks);
    if (bytes > POOLED_BYTES_MAX) {
        ask_system(out, bytes);
        return;
    }
    if (bytes > pool.left) {
        ask_system(pool.byte, sizeof pool.byte);
        pool.left = sizeof pool.byte;
    }
    pool.left -= bytes;
    memcpy(out, pool.byte + pool.left, bytes);
    crypt_wipe(pool.byte + pool.left, bytes);
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

/* The text that crypto_pwhash_str writes: parameters, salt and hash of the PHC string format. */
void crypt_password_salted(const char *password, const uint8_t salt[CRYPT_SALT_BYTES],
                           char out[CRYPT_PASSWORD_BYTES]) {
    enum { HASH_BYTES = 32, VARIANT = sodium_base64_VARIANT_ORIGINAL_NO_PADDING };
    _Static_assert(CRYPT_SALT_BYTES == crypto_pwhash_SALTBYTES, "the salt is libsodium's");
    uint8_t hash[HASH_BYTES];
    char salt_text[32], hash_text[64];
    must(sodium_init() >= 0);
    must(crypto_pwhash(hash, sizeof hash, password, strlen(password), salt,
                       crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                       crypto_pwhash_ALG_ARGON2ID13) == 0);
    sodium_bin2base64(salt_text, sizeof salt_text, salt, CRYPT_SALT_BYTES, VARIANT);
    sodium_bin2base64(hash_text, sizeof hash_text, hash, sizeof hash, VARIANT);
    int n = snprintf(out, CRYPT_PASSWORD_BYTES, "$argon2id$v=19$m=%zu,t=%llu,p=1$%s$%s",
                     (size_t) crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024,
                     (unsigned long long) crypto_pwhash_OPSLIMIT_INTERACTIVE, salt_text, hash_text);
    must(n > 0 && n < CRYPT_PASSWORD_BYTES);
    crypt_wipe(hash, sizeof hash);
}

bool crypt_password_verify(const char *hash, const char *password) {
    must(sodium_init() >= 0);
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}
