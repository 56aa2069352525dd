/* legacy: hashes as the old query system made them. For taking its accounts over and for nothing
 * else: such a hash protects no password. */
#ifndef HALL_CRYPT_LEGACY_H
#define HALL_CRYPT_LEGACY_H

#include "proto/runtime/crypt/crypt.h"

typedef enum crypt_legacy { CRYPT_MD5 = 1, CRYPT_SHA1 = 2, CRYPT_SHA256 = 3 } crypt_legacy;

#define CRYPT_LEGACY_HEX 65 /* longest, and NUL */

/* crypt_legacy_hex: of the two texts one behind the other, as lower-case hexadecimal; false for an
 * unknown kind. crypt_legacy_length: its digits, 0 for an unknown kind. */
bool crypt_legacy_hex(crypt_legacy kind, const char *first, const char *second,
                      char out[CRYPT_LEGACY_HEX]);
size_t crypt_legacy_length(crypt_legacy kind);

#endif
