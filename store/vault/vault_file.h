/* vault_file: the key file of the hall, a secret_file: "suite=sm", "search=<64 hex>" and one or
 * more "master=NUMBER:<64 hex>", oldest first. There are several while keys are being wrapped anew;
 * which one wraps stands in the database (vault_state). An installation that loses the file loses
 * every personal field; deploy/ says how it is kept twice. */
#ifndef HALL_STORE_VAULT_FILE_H
#define HALL_STORE_VAULT_FILE_H

#include "proto/runtime/crypt/crypt.h"

enum { VAULT_MASTERS_MAX = 4 };

/* Numbers count up and are never used twice. */
typedef struct vault_master {
    uint32_t number;
    uint8_t key[CRYPT_KEY_BYTES];
} vault_master;

typedef struct vault_secrets {
    crypt_suite suite;
    uint8_t search[CRYPT_KEY_BYTES];
    unsigned n;
    vault_master master[VAULT_MASTERS_MAX];
} vault_secrets;

/* vault_newest: the last one. vault_master_of: the one with this number, NULL when the
 * file has none. */
const vault_master *vault_newest(const vault_secrets *secrets);
const vault_master *vault_master_of(const vault_secrets *secrets, uint32_t number);

/* Errors as vault_make and vault_open. vault_file_replace puts a new file in the place of the old
 * one, whole or not at all. */
status vault_file_write(const char *file, const vault_secrets *secrets) MUST_CHECK;
status vault_file_replace(const char *file, const vault_secrets *secrets) MUST_CHECK;
status vault_file_read(const char *file, vault_secrets *out) MUST_CHECK;

#endif
