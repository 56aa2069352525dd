/* crypt: the primitives of both suites, so that no other file calls a cryptographic library. "sm"
 * is SM3, HMAC-SM3 and SM4 (GB/T 32905, 32907; the default), "std" is SHA-256, HMAC-SHA-256 and
 * AES-256-GCM. Contexts are made once per thread and reused. Only crypt_random and
 * crypt_password_hash are not deterministic: pure code calls neither. A failure of the library
 * itself ends the process. */
#ifndef HALL_RUNTIME_CRYPT_H
#define HALL_RUNTIME_CRYPT_H

#include "proto/runtime/status.h"

#define CRYPT_HASH_BYTES 32
#define CRYPT_KEY_BYTES 32
#define CRYPT_SALT_BYTES 16     /* of a password */
#define CRYPT_SEAL_BYTES_MAX 32 /* what sealing adds at most */
#define CRYPT_PASSWORD_BYTES 128

typedef enum crypt_suite { CRYPT_SM = 1, CRYPT_STD = 2 } crypt_suite;

/* crypt_suite_name: "sm" or "std". crypt_hash_name: "sm3" or "sha256". crypt_suite_find takes
 * either kind of name; false for another. */
const char *crypt_suite_name(crypt_suite suite);
const char *crypt_hash_name(crypt_suite suite);
bool crypt_suite_find(const char *name, crypt_suite *out);

/* Digests of one piece; crypt_hash is the suite's. */
void crypt_sm3(const void *data, size_t bytes, uint8_t out[CRYPT_HASH_BYTES]);
void crypt_sha256(const void *data, size_t bytes, uint8_t out[CRYPT_HASH_BYTES]);
void crypt_hash(crypt_suite suite, const void *data, size_t bytes, uint8_t out[CRYPT_HASH_BYTES]);

/* A digest in pieces, for files. crypt_hasher_end writes the digest and closes. */
typedef struct crypt_hasher crypt_hasher;
crypt_hasher *crypt_hasher_open(crypt_suite suite);
void crypt_hasher_add(crypt_hasher *h, const void *data, size_t bytes);
void crypt_hasher_end(crypt_hasher **h, uint8_t out[CRYPT_HASH_BYTES]);

/* crypt_agree: what two holders of a Curve25519 pair can both compute and nobody else (RFC 7748).
 * False for a public key of low order. */
bool crypt_agree(const uint8_t secret[32], const uint8_t public_key[32],
                 uint8_t out[32]) MUST_CHECK;

/* Keyed hashes; a key of any length. crypt_hmac is the suite's. */
void crypt_hmac_sm3(const void *key, size_t key_bytes, const void *data, size_t bytes,
                    uint8_t out[CRYPT_HASH_BYTES]);
void crypt_hmac_sha256(const void *key, size_t key_bytes, const void *data, size_t bytes,
                       uint8_t out[CRYPT_HASH_BYTES]);
void crypt_hmac(crypt_suite suite, const void *key, size_t key_bytes, const void *data,
                size_t bytes, uint8_t out[CRYPT_HASH_BYTES]);

/* crypt_mac: the suite's keyed hash of `n` pieces, one behind the other, without a copy. Where one
 * piece ends and the next begins is not in it: that is the caller's to say. */
typedef struct crypt_piece {
    const void *data;
    size_t bytes;
} crypt_piece;
void crypt_mac(crypt_suite suite, const void *key, size_t key_bytes, const crypt_piece *piece,
               size_t n, uint8_t out[CRYPT_HASH_BYTES]);

/* crypt_sm4_ecb: `blocks` blocks of 16 bytes, for test vectors only; `in` may be `out`. */
void crypt_sm4_ecb(const uint8_t key[16], bool encrypt, const uint8_t *in, size_t blocks,
                   uint8_t *out);

/* crypt_seal: encrypts and authenticates `bytes` of `plain` together with `bound` (not stored, must
 * be given again to open). sm: IV 16 | SM4-CTR | HMAC-SM3 cut to 16, the cipher's key being derived
 * from `key`; std: nonce 12 | AES-256-GCM | tag 16. `out` has room for bytes +
 * CRYPT_SEAL_BYTES_MAX. Returns the sealed length. */
size_t crypt_seal(crypt_suite suite, const uint8_t key[CRYPT_KEY_BYTES], const void *bound,
                  size_t bound_bytes, const void *plain, size_t bytes, uint8_t *out);

/* crypt_open: the reverse; `out` has room for `bytes`. False, and nothing readable in `out`, when
 * the key, the binding or one bit is another. */
bool crypt_open(crypt_suite suite, const uint8_t key[CRYPT_KEY_BYTES], const void *bound,
                size_t bound_bytes, const void *sealed, size_t bytes, uint8_t *out,
                size_t *out_bytes) MUST_CHECK;

/* crypt_equal: constant time. crypt_random: from the kernel, some fetched ahead; never the same
 * bytes twice, in no thread and no child. crypt_wipe: not optimised away. */
bool crypt_equal(const void *a, const void *b, size_t bytes);
void crypt_random(void *out, size_t bytes);
void crypt_wipe(void *data, size_t bytes);

/* crypt_pbkdf2_sm3: a key from a passphrase. Source: GB/T 38635 profile of RFC 8018. */
void crypt_pbkdf2_sm3(const char *passphrase, const void *salt, size_t salt_bytes, unsigned rounds,
                      uint8_t *out, size_t out_bytes);

/* How passwords are hashed: Argon2id (RFC 9106; 64 MiB, about 0.1 s), or in the national profile
 * PBKDF2-HMAC-SM3 (GB/T 38635; 200 000 rounds). A hash is a text that names its profile, its costs
 * and its salt, so either is verified whatever is set.
 * crypt_password_profile_find: "argon2id" or "sm3"; false for another name.
 * crypt_password_hash: Argon2id with a salt of its own.
 * crypt_password_salted: by the profile with a salt from outside, of which each is used once; pure.
 * crypt_password_is: whether `hash` is of the profile, with the costs of today.
 * crypt_password_verify: whether `password` made `hash`; false for a malformed hash. */
typedef enum crypt_password_profile {
    CRYPT_PASSWORD_ARGON2ID,
    CRYPT_PASSWORD_SM3
} crypt_password_profile;
bool crypt_password_profile_find(const char *name, crypt_password_profile *out);
void crypt_password_hash(const char *password, char out[CRYPT_PASSWORD_BYTES]);
void crypt_password_salted(crypt_password_profile profile, const char *password,
                           const uint8_t salt[CRYPT_SALT_BYTES], char out[CRYPT_PASSWORD_BYTES]);
bool crypt_password_is(crypt_password_profile profile, const char *hash);
bool crypt_password_verify(const char *hash, const char *password);

/* The codes of an authenticator: 6 digits, a step of 30 seconds, HMAC-SHA-1 as all authenticators
 * have it. `secret` is base32 (RFC 4648) without padding, of 16 to 64 signs. Source: RFC 6238.
 * crypt_totp_good: whether it is such a secret.
 * crypt_totp_code: the code of the step `step` (time in seconds since 1970 / 30).
 * crypt_totp_find: the step within `window` steps of `at_step` whose code is `code`; -1: none. The
 * nearest counts. */
#define CRYPT_TOTP_STEP_US INT64_C(30000000)
#define CRYPT_TOTP_BYTES 7
bool crypt_totp_good(const char *secret);
void crypt_totp_code(const char *secret, int64_t step, char out[CRYPT_TOTP_BYTES]);
int64_t crypt_totp_find(const char *secret, int64_t at_step, int window, const char *code);

/* crypt_base64: padded standard alphabet with NUL; room for 4 * ((bytes + 2) / 3) + 1. Returns the
 * length. crypt_unbase64: false when malformed; `out` has room for 3 * (length / 4). */
size_t crypt_base64(const void *data, size_t bytes, char *out);
bool crypt_unbase64(const char *text, size_t length, uint8_t *out, size_t *out_bytes) MUST_CHECK;

/* crypt_hex: lower case with NUL, room for 2 * bytes + 1. crypt_unhex: exactly `bytes` bytes. */
void crypt_hex(const void *data, size_t bytes, char *out);
bool crypt_unhex(const char *text, uint8_t *out, size_t bytes) MUST_CHECK;

#endif
