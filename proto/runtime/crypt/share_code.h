/* share_code: twelve characters of Crockford's base 32, 60 bits, as people type them. */
#ifndef HALL_RUNTIME_CRYPT_SHARE_CODE_H
#define HALL_RUNTIME_CRYPT_SHARE_CODE_H

#include "proto/runtime/crypt/crypt.h"

#define SHARE_CODE_CHARS 12

/* share_code_hash: the SM3 hash of the code in its plain form. Blanks and hyphens are passed over,
 * letters are of either case, O is 0, I and L are 1. result  false: it is no code. */
bool share_code_hash(const char *text, uint8_t out[CRYPT_HASH_BYTES]) MUST_CHECK;

#endif
