/* sample: seeds, their hashes, and the draw. See sample.h. */
#include "workers/rules/sample.h"

#include <stdio.h>
#include <string.h>

enum { WHOLE = 100, TEXT_BYTES = 64 };

void sample_seed(const void *key, const char *sample_no, uint8_t out[CRYPT_HASH_BYTES]) {
    char text[TEXT_BYTES];
    int bytes = snprintf(text, sizeof text, "hall-sample-seed %.8s", sample_no);
    crypt_hmac_sm3(key, CRYPT_KEY_BYTES, text, (size_t) bytes, out);
}

void sample_commitment(const uint8_t seed[CRYPT_HASH_BYTES], uint8_t out[CRYPT_HASH_BYTES]) {
    crypt_sm3(seed, CRYPT_HASH_BYTES, out);
}

void sample_mix(const uint8_t seed[CRYPT_HASH_BYTES], const uint8_t *head,
                uint8_t out[CRYPT_HASH_BYTES]) {
    uint8_t both[2 * CRYPT_HASH_BYTES];
    memcpy(both, seed, CRYPT_HASH_BYTES);
    memcpy(both + CRYPT_HASH_BYTES, head, CRYPT_HASH_BYTES);
    crypt_sm3(both, sizeof both, out);
}

uint32_t sample_lot(const uint8_t mixed[CRYPT_HASH_BYTES], const char *case_no) {
    uint8_t text[CRYPT_HASH_BYTES + TEXT_BYTES], hash[CRYPT_HASH_BYTES];
    size_t bytes = strnlen(case_no, TEXT_BYTES);
    memcpy(text, mixed, CRYPT_HASH_BYTES);
    memcpy(text + CRYPT_HASH_BYTES, case_no, bytes);
    crypt_sm3(text, CRYPT_HASH_BYTES + bytes, hash);
    return (uint32_t) hash[0] << 24 | (uint32_t) hash[1] << 16 | (uint32_t) hash[2] << 8 | hash[3];
}

bool sample_draws(uint32_t lot, int32_t share) {
    return (int32_t) ((uint64_t) lot * WHOLE >> 32) < share;
}
