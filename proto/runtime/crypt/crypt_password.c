/* crypt_password: randomness and what is made from human secrets. */
#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
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

/* ---- profiles ------------------------------------------------------------------------------ */

enum {
    HASH_BYTES = 32,
    VARIANT = sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
    SALT_TEXT = sodium_base64_ENCODED_LEN(CRYPT_SALT_BYTES, VARIANT),
    HASH_TEXT = sodium_base64_ENCODED_LEN(HASH_BYTES, VARIANT),
    HEAD_BYTES = 40,
    SM3_ROUNDS = 200000,
    SM3_ROUNDS_MAX = 10000000 /* a hash that asks for more is malformed */
};

static const char sm3_name[] = "$pbkdf2-sm3$i=";

bool crypt_password_profile_find(const char *name, crypt_password_profile *out) {
    *out = strcmp(name, "sm3") == 0 ? CRYPT_PASSWORD_SM3 : CRYPT_PASSWORD_ARGON2ID;
    return *out == CRYPT_PASSWORD_SM3 || strcmp(name, "argon2id") == 0;
}

/* Profile and costs, as every hash of today begins. */
static void head_of(crypt_password_profile profile, char out[HEAD_BYTES]) {
    int n = profile == CRYPT_PASSWORD_SM3
                ? snprintf(out, HEAD_BYTES, "%s%d$", sm3_name, SM3_ROUNDS)
                : snprintf(out, HEAD_BYTES, "$argon2id$v=19$m=%zu,t=%llu,p=1$",
                           (size_t) crypto_pwhash_MEMLIMIT_INTERACTIVE / 1024,
                           (unsigned long long) crypto_pwhash_OPSLIMIT_INTERACTIVE);
    must(n > 0 && n < HEAD_BYTES);
}

static void hash_argon2id(const char *password, const uint8_t salt[CRYPT_SALT_BYTES],
                          uint8_t out[HASH_BYTES]) {
    _Static_assert(CRYPT_SALT_BYTES == crypto_pwhash_SALTBYTES, "the salt is libsodium's");
    must(crypto_pwhash(out, HASH_BYTES, password, strlen(password), salt,
                       crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                       crypto_pwhash_ALG_ARGON2ID13) == 0);
}

/* For Argon2id the text is the one that crypto_pwhash_str writes (PHC string format). */
void crypt_password_salted(crypt_password_profile profile, const char *password,
                           const uint8_t salt[CRYPT_SALT_BYTES], char out[CRYPT_PASSWORD_BYTES]) {
    uint8_t hash[HASH_BYTES];
    char head[HEAD_BYTES], salt_text[SALT_TEXT], hash_text[HASH_TEXT];
    must(sodium_init() >= 0);
    if (profile == CRYPT_PASSWORD_SM3)
        crypt_pbkdf2_sm3(password, salt, CRYPT_SALT_BYTES, SM3_ROUNDS, hash, sizeof hash);
    else
        hash_argon2id(password, salt, hash);
    head_of(profile, head);
    sodium_bin2base64(salt_text, sizeof salt_text, salt, CRYPT_SALT_BYTES, VARIANT);
    sodium_bin2base64(hash_text, sizeof hash_text, hash, sizeof hash, VARIANT);
    int n = snprintf(out, CRYPT_PASSWORD_BYTES, "%s%s$%s", head, salt_text, hash_text);
    must(n > 0 && n < CRYPT_PASSWORD_BYTES);
    crypt_wipe(hash, sizeof hash);
}

bool crypt_password_is(crypt_password_profile profile, const char *hash) {
    char head[HEAD_BYTES];
    head_of(profile, head);
    return strncmp(hash, head, strlen(head)) == 0;
}

/* One part of the text, which ends at a "$" or at the end of it. */
static const char *unpart(const char *text, uint8_t *out, size_t bytes) {
    size_t got = 0;
    const char *end = NULL;
    if (sodium_base642bin(out, bytes, text, strcspn(text, "$"), NULL, &got, &end, VARIANT) != 0)
        return NULL;
    return got == bytes ? end : NULL;
}

static bool verify_sm3(const char *hash, const char *password) {
    uint8_t salt[CRYPT_SALT_BYTES], kept[HASH_BYTES], made[HASH_BYTES];
    char *end = NULL;
    long rounds = strtol(hash + strlen(sm3_name), &end, 10);
    if (rounds < 1 || rounds > SM3_ROUNDS_MAX || *end != '$') return false;
    const char *at = unpart(end + 1, salt, sizeof salt);
    if (!at || *at != '$') return false;
    at = unpart(at + 1, kept, sizeof kept);
    if (!at || *at) return false;
    crypt_pbkdf2_sm3(password, salt, sizeof salt, (unsigned) rounds, made, sizeof made);
    return crypt_equal(made, kept, sizeof made);
}

bool crypt_password_verify(const char *hash, const char *password) {
    must(sodium_init() >= 0);
    if (strncmp(hash, sm3_name, strlen(sm3_name)) == 0) return verify_sm3(hash, password);
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}
