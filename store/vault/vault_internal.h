/* vault_internal: what vault.c (the cache), vault_rows.c (statements) and vault_rotate.c share. */
#ifndef HALL_STORE_VAULT_INTERNAL_H
#define HALL_STORE_VAULT_INTERNAL_H

#include <time.h>

#include "store/vault/vault.h"
#include "store/vault/vault_file.h"

typedef enum key_state {
    KEY_UNKNOWN,
    KEY_NOTED, /* wanted from the database */
    KEY_NONE,  /* the database has none */
    KEY_DESTROYED,
    KEY_KNOWN,
    KEY_CREATED /* to be stored with this batch */
} key_state;

/* Any number, the same for every program of the hall: shared by who wraps a key, exclusive to who
 * brings a new master key into use. */
#define VAULT_MASTER_LOCK "4801722"

typedef struct vault_entry {
    char *subject; /* NULL: free place */
    size_t hash;   /* of the subject */
    key_state state;
    bool doomed; /* destroyed with this batch */
    uint8_t key[CRYPT_KEY_BYTES];
} vault_entry;

struct vault {
    char *file;
    struct timespec changed; /* of the file, when it was read */
    uint64_t file_number;    /* its inode: a file put in its place is another */
    vault_secrets secrets;
    uint8_t sample_key[CRYPT_KEY_BYTES]; /* derived from the search key, which never changes */
    int64_t epoch;                       /* -1: not asked yet */
    uint32_t in_use; /* number of the master key that wraps, as the database says; 0: the first */
    vault_entry *table;
    size_t size, n, n_noted, n_created, n_doomed;
    char **asked; /* subjects touched in this batch, borrowed from the table */
    size_t n_asked, asked_room;
};

/* vault_entry_of: what is known of a subject; noted when nothing is. vault_asked: the i-th subject
 * touched in this batch. vault_forget_keys: every key that came from the database. */
vault_entry *vault_entry_of(vault *v, const char *subject);
vault_entry *vault_asked(vault *v, size_t i);
void vault_forget_keys(vault *v);

/* vault_refresh: reads the key file when it is not the one that was read. */
void vault_refresh(vault *v);

/* Sealing under the master key `number` (the first one when the secrets have none such): its number
 * in four bytes, big endian, then the sealed bytes, bound to `purpose`. vault_open_under: false for
 * another binding, changed bytes, or a number that is not among the secrets. vault_number_of: 0
 * when there is none. */
size_t vault_seal_under(const vault_secrets *secrets, uint32_t number, const char *purpose,
                        const void *plain, size_t bytes, uint8_t *out);
bool vault_open_under(const vault_secrets *secrets, const char *purpose, const uint8_t *sealed,
                      size_t bytes, uint8_t *out, size_t *out_bytes) MUST_CHECK;
uint32_t vault_number_of(const uint8_t *sealed, size_t bytes);

#endif
