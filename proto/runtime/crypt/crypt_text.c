/* crypt_text: base64 (RFC 4648 section 4, padded) and hexadecimal. Strict: one text for one value.
 */
#include <string.h>

#include "proto/runtime/crypt/crypt.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t crypt_base64(const void *data, size_t bytes, char *out) {
    const uint8_t *in = data;
    size_t n = 0;
    for (size_t i = 0; i < bytes; i += 3) {
        size_t left = bytes - i;
        uint32_t group = (uint32_t) in[i] << 16 | (left > 1 ? (uint32_t) in[i + 1] << 8 : 0) |
                         (left > 2 ? in[i + 2] : 0);
        out[n++] = alphabet[group >> 18];
        out[n++] = alphabet[group >> 12 & 63];
        out[n++] = left > 1 ? alphabet[group >> 6 & 63] : '=';
        out[n++] = left > 2 ? alphabet[group & 63] : '=';
    }
    out[n] = 0;
    return n;
}

static int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool crypt_unbase64(const char *text, size_t length, uint8_t *out, size_t *out_bytes) {
    size_t pad = length > 0 && text[length - 1] == '=' ? 1 + (text[length - 2] == '=') : 0;
    size_t n = 0;
    if (length % 4 != 0) return false;
    for (size_t i = 0; i < length; i += 4) {
        uint32_t group = 0;
        size_t filled = i + 4 == length ? 4 - pad : 4;
        for (size_t k = 0; k < 4; k++) {
            int value = k < filled ? base64_value(text[i + k]) : 0;
            if (value < 0) return false;
            group = group << 6 | (uint32_t) value;
        }
        if (filled < 4 && (group & ((1u << (8 * (4 - filled))) - 1)) != 0) return false;
        for (size_t k = 0; k + 1 < filled; k++) out[n++] = (uint8_t) (group >> (16 - 8 * k));
    }
    *out_bytes = n;
    return true;
}

void crypt_hex(const void *data, size_t bytes, char *out) {
    static const char digit[] = "0123456789abcdef";
    const uint8_t *in = data;
    for (size_t i = 0; i < bytes; i++) {
        out[2 * i] = digit[in[i] >> 4];
        out[2 * i + 1] = digit[in[i] & 15];
    }
    out[2 * bytes] = 0;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool crypt_unhex(const char *text, uint8_t *out, size_t bytes) {
    if (strlen(text) != 2 * bytes) return false;
    for (size_t i = 0; i < bytes; i++) {
        int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = (uint8_t) (high << 4 | low);
    }
    return true;
}
