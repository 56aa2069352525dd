/* uuid: RFC 9562 sections 5.7 and 5.8. */
#include "proto/runtime/uuid.h"

#include <string.h>
#include <time.h>

#include "proto/runtime/crypt/crypt.h"

void uuid_v7(uint8_t out[UUID_BYTES]) {
    struct timespec now;
    must(clock_gettime(CLOCK_REALTIME, &now) == 0);
    uint64_t ms = (uint64_t) now.tv_sec * 1000u + (uint64_t) now.tv_nsec / 1000000u;
    crypt_random(out + 6, UUID_BYTES - 6);
    for (unsigned i = 0; i < 6; i++) out[i] = (uint8_t) (ms >> (40 - 8 * i));
    out[6] = (uint8_t) (0x70 | (out[6] & 0x0f));
    out[8] = (uint8_t) (0x80 | (out[8] & 0x3f));
}

void uuid_v8(const void *cause, size_t bytes, uint8_t out[UUID_BYTES]) {
    uint8_t hash[CRYPT_HASH_BYTES];
    crypt_sm3(cause, bytes, hash);
    memcpy(out, hash, UUID_BYTES);
    out[6] = (uint8_t) (0x80 | (out[6] & 0x0f));
    out[8] = (uint8_t) (0x80 | (out[8] & 0x3f));
}

void uuid_text(const uint8_t id[UUID_BYTES], char out[UUID_TEXT_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    char *at = out;
    for (unsigned i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
        *at++ = digits[id[i] >> 4];
        *at++ = digits[id[i] & 15];
    }
    *at = '\0';
}

static int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = (char) (c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool uuid_parse(const char *text, uint8_t out[UUID_BYTES]) {
    uint8_t id[UUID_BYTES];
    if (!text || strlen(text) != UUID_TEXT_BYTES - 1) return false;
    for (unsigned i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            if (*text++ != '-') return false;
        }
        int high = digit_of(*text++), low = digit_of(*text++);
        if (high < 0 || low < 0) return false;
        id[i] = (uint8_t) (high << 4 | low);
    }
    memcpy(out, id, UUID_BYTES);
    return true;
}

bool uuid_is_v7(const uint8_t id[UUID_BYTES]) {
    return (id[6] & 0xf0) == 0x70 && (id[8] & 0xc0) == 0x80;
}

int64_t uuid_v7_us(const uint8_t id[UUID_BYTES]) {
    int64_t ms = 0;
    for (unsigned i = 0; i < 6; i++) ms = ms << 8 | id[i];
    return ms * 1000;
}
