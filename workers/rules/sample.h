/* sample: the draw of automatically decided cases, which nobody can foresee and everybody can do
 * again. Of each day: seed = HMAC-SM3(key of the hall, "hall-sample-seed " | day), of which SM3 is
 * published before the day; mixed = SM3(seed | hash of the entry that closed the day). The lot of a
 * case is the first four bytes of SM3(mixed | case number); it is drawn when its lot, as a share of
 * 2^32, is below the share of the sample. Source: docs/rules 6.9. Pure. */
#ifndef HALL_RULES_SAMPLE_H
#define HALL_RULES_SAMPLE_H

#include "proto/runtime/crypt/crypt.h"

/* sample_seed: of the day YYYYMMDD; `key` has CRYPT_KEY_BYTES. */
void sample_seed(const void *key, const char *sample_no, uint8_t out[CRYPT_HASH_BYTES]);

/* sample_commitment: what is published of a seed. */
void sample_commitment(const uint8_t seed[CRYPT_HASH_BYTES], uint8_t out[CRYPT_HASH_BYTES]);

/* sample_mix: `head` has CRYPT_HASH_BYTES. */
void sample_mix(const uint8_t seed[CRYPT_HASH_BYTES], const uint8_t *head,
                uint8_t out[CRYPT_HASH_BYTES]);

/* sample_lot: of a case. sample_draws: share in per cent, 0 to 100. */
uint32_t sample_lot(const uint8_t mixed[CRYPT_HASH_BYTES], const char *case_no);
bool sample_draws(uint32_t lot, int32_t share);

#endif
