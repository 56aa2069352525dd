/* files_key: the key file of the store: "suite=sm" and one or more "key=NUMBER:<64 hex>", oldest
 * first, in a secret_file. The last one wraps; there are several while files are being wrapped
 * anew. Inner header of files. */
#ifndef HALL_FILES_FILES_KEY_H
#define HALL_FILES_FILES_KEY_H

#include "proto/runtime/crypt/crypt.h"

enum { FILES_KEYS_MAX = 4 };

typedef struct files_store_key {
    uint32_t number; /* counts up, never used twice */
    uint8_t key[CRYPT_KEY_BYTES];
} files_store_key;

typedef struct files_key {
    crypt_suite suite;
    unsigned n;
    files_store_key at[FILES_KEYS_MAX];
} files_key;

const files_store_key *files_key_newest(const files_key *store);
const files_store_key *files_key_find(const files_key *store, uint32_t number);

/* files_key_load: reads the key file. files_key_make: writes a new one unless it exists meanwhile.
 * files_key_replace: puts another one in its place, whole or not at all.
 * errors  E_NOT_FOUND, E_FORBIDDEN, E_MALFORMED; E_UNAVAILABLE. */
status files_key_load(const char *file, files_key *out) MUST_CHECK;
status files_key_make(const char *file) MUST_CHECK;
status files_key_replace(const char *file, const files_key *store) MUST_CHECK;

/* files_key_add: one more, which wraps from now on. */
void files_key_add(files_key *store);

#endif
