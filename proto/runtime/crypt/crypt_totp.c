/* crypt_totp: codes of an authenticator, by liboath. */
#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/crypt/crypt.h"

enum { DIGITS = CRYPT_TOTP_BYTES - 1, SECRET_LEAST = 16, SECRET_MOST = 64 };

bool crypt_totp_good(const char *secret) {
    size_t n = strlen(secret);
    return n >= SECRET_LEAST && n <= SECRET_MOST &&
           strspn(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == n;
}

/* The library pads and frees by itself; what it gives is the secret in clear. */
static bool code_of(const char *secret, int64_t step, char out[CRYPT_TOTP_BYTES]) {
    char *key = NULL;
    size_t bytes = 0;
    if (step < 0 || oath_base32_decode(secret, strlen(secret), &key, &bytes) != OATH_OK)
        return false;
    bool good = oath_hotp_generate(key, bytes, (uint64_t) step, DIGITS, false,
                                   OATH_HOTP_DYNAMIC_TRUNCATION, out) == OATH_OK;
    crypt_wipe(key, bytes);
    free(key);
    return good;
}

void crypt_totp_code(const char *secret, int64_t step, char out[CRYPT_TOTP_BYTES]) {
    if (!code_of(secret, step, out)) out[0] = '\0';
}

static bool is_code(const char *secret, int64_t step, const char *code) {
    char right[CRYPT_TOTP_BYTES];
    return code_of(secret, step, right) && crypt_equal(right, code, DIGITS);
}

int64_t crypt_totp_find(const char *secret, int64_t at_step, int window, const char *code) {
    if (strlen(code) != DIGITS) return -1;
    for (int i = 0; i <= window; i++) {
        if (is_code(secret, at_step - i, code)) return at_step - i;
        if (i && is_code(secret, at_step + i, code)) return at_step + i;
    }
    return -1;
}
