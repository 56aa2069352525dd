/* Vectors of SM3 and SM4 (GB/T 32905, 32907; docs/rules 7.4). */
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/crypt/crypt.h"
#include "tools/vectors_kind.h"

static void say_hex(vector_case *c, const uint8_t *bytes, size_t n) {
    for (size_t i = 0; i < n; i++) vector_say(c, "%02x", bytes[i]);
}

/* "abcd x16" is abcd sixteen times. */
static void run_sm3(vector_case *c) {
    char data[256] = "";
    uint8_t hash[CRYPT_HASH_BYTES];
    const char *text = vector_text(c, "text"), *times = strstr(text, " x");
    size_t bytes = times ? (size_t) (times - text) : strlen(text), used = 0;
    for (long i = times ? strtol(times + 2, NULL, 10) : 1; i > 0 && used + bytes < sizeof data;
         i--) {
        memcpy(data + used, text, bytes);
        used += bytes;
    }
    crypt_sm3(data, used, hash);
    say_hex(c, hash, sizeof hash);
}

/* 32 hexadecimal digits; false when they are not. */
static bool block(const char *hex, uint8_t out[16]) {
    if (strspn(hex, "0123456789abcdefABCDEF") != 32 || hex[32] != 0) return false;
    for (size_t i = 0; i < 16; i++) {
        char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
        out[i] = (uint8_t) strtoul(pair, NULL, 16);
    }
    return true;
}

static void run_sm4(vector_case *c) {
    uint8_t key[16], plain[16], sealed[16];
    bool known = strcmp(vector_text(c, "mode"), "ecb") == 0;
    if (!known || !block(vector_text(c, "key"), key) || !block(vector_text(c, "plain"), plain))
        return;
    crypt_sm4_ecb(key, true, plain, 1, sealed);
    say_hex(c, sealed, sizeof sealed);
}

const vector_kind vectors_crypt[] = {{"sm3", run_sm3}, {"sm4", run_sm4}, {NULL, NULL}};
