/* vault: keys of subjects. Every person, account and case has 32 random bytes that seal its
 * personal fields; at rest they are wrapped by the master key, which lives in a file outside the
 * database (0600) together with the search key. Destroying one wrapped key makes that subject's
 * data unreadable everywhere, and every proof over the log stays valid. Unwrapped keys are cached
 * in memory. */
#ifndef HALL_STORE_VAULT_H
#define HALL_STORE_VAULT_H

#include "proto/runtime/crypt/seal.h"
#include "proto/runtime/view/history.h"
#include "store/pg/pg.h"

typedef struct vault vault;

/* vault_make: writes a new key file (must not exist; folder 0700 of the caller).
 * vault_open: reads it.
 * errors  E_CONFLICT the file exists; E_FORBIDDEN others may read the file; E_MALFORMED;
 * E_UNAVAILABLE no such file. */
status vault_make(const char *file, crypt_suite suite) MUST_CHECK;
status vault_open(const char *file, vault **out) MUST_CHECK;
void vault_close(vault *v);

crypt_suite vault_suite(const vault *v);
const uint8_t *vault_search_key(const vault *v);

/* vault_secret: the secrets of a subject. OK; E_NOT_READY not loaded yet: noted, load and ask
 * again. A subject without a key gets one when `create` (stored with the batch), else reads as
 * destroyed. */
status vault_secret(vault *v, const char *subject, bool create, seal_secret *out) MUST_CHECK;

/* vault_new: the subject's number was given out in this batch, so it can have no key yet: nothing
 * is asked. Should another process have made one after all, saving is E_CONFLICT. */
void vault_new(vault *v, const char *subject);

/* vault_opener: how a view opens rows (view_open's opener, `self` is the vault). */
view_opener vault_opener;

/* vault_history_opener: how a view opens logged events (view_opens_history's opener). */
history_opener vault_history_opener;

/* vault_wants: whether keys are noted. vault_queue_load: their select. vault_queue_save: the insert
 * of the keys created since; a key somebody else created meanwhile is E_CONFLICT. vault_settle: the
 * transaction ended; without `committed` the created keys are forgotten. */
bool vault_wants(const vault *v);
void vault_queue_load(vault *v, pg *db);
void vault_queue_save(vault *v, pg *db);
void vault_settle(vault *v, bool committed);

/* vault_destroy: forgets a subject's key for good, here and in the database (own transaction).
 * Other processes notice within vault_forget. vault_forget empties the cache. */
status vault_destroy(vault *v, pg *db, const char *subject) MUST_CHECK;
void vault_forget(vault *v);

/* vault_seal, vault_unseal: something short-lived under the master key, bound to `purpose`; `out`
 * has room for bytes + CRYPT_SEAL_BYTES_MAX, or for bytes. vault_seal returns the sealed length. */
size_t vault_seal(const vault *v, const char *purpose, const void *plain, size_t bytes,
                  uint8_t *out);
bool vault_unseal(const vault *v, const char *purpose, const void *sealed, size_t bytes,
                  uint8_t *out, size_t *out_bytes) MUST_CHECK;

/* Wrapping of other keys (uploaded files) by the master key; wrapped: CRYPT_KEY_BYTES +
 * CRYPT_SEAL_BYTES_MAX at most. `purpose` is bound to it. */
size_t vault_wrap(const vault *v, const char *purpose, const uint8_t key[CRYPT_KEY_BYTES],
                  uint8_t *wrapped);
bool vault_unwrap(const vault *v, const char *purpose, const uint8_t *wrapped, size_t bytes,
                  uint8_t key[CRYPT_KEY_BYTES]) MUST_CHECK;

#endif
