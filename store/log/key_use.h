/* key_use: calls of program keys are taken from the day's quota some at a time: a hundredth of the
 * quota, 1 to 100, or as many as wait. What was taken is durable and may be used up in memory, so
 * the quota is never exceeded; what a process took and did not use by the end of the day, or when
 * it was killed, is lost to the key. */
#ifndef HALL_STORE_KEY_USE_H
#define HALL_STORE_KEY_USE_H

#include "proto/runtime/crypt/crypt.h"
#include "store/pg/pg.h"

typedef struct key_use {
    uint8_t key_hash[CRYPT_HASH_BYTES];
    int32_t day;  /* YYYYMMDD */
    int64_t want; /* calls that wait, at least 1 */
    bool known;   /* out: there is such a key, not revoked */
    int64_t got;  /* out: calls it may make more; under `want` when the day's are used up */
} key_use;

/* key_use_take: committed at once, outside of any transaction; every hash once. */
status key_use_take(pg *db, size_t n, key_use *list) MUST_CHECK;

#endif
