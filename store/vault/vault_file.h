/* vault_file: the key file of the hall: three lines "suite=sm", "master=<64 hex>", "search=<64
 * hex>", mode 0600. Whoever loses it loses every personal field; deploy/ says how it is kept twice.
 */
#ifndef HALL_STORE_VAULT_FILE_H
#define HALL_STORE_VAULT_FILE_H

#include "proto/runtime/crypt/crypt.h"

typedef struct vault_secrets {
    crypt_suite suite;
    uint8_t master[CRYPT_KEY_BYTES], search[CRYPT_KEY_BYTES];
} vault_secrets;

/* Errors as vault_make and vault_open. */
status vault_file_write(const char *file, const vault_secrets *secrets) MUST_CHECK;
status vault_file_read(const char *file, vault_secrets *out) MUST_CHECK;

#endif
