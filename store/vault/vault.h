/* vault: keys of subjects. Every person, account, case and roster has 32 random bytes that seal its
 * personal fields; at rest they are wrapped by a master key, which lives in a secret_file
 * outside the database together with the search key. Destroying one wrapped key makes that
 * subject's data unreadable everywhere, and every proof over the log stays valid. Unwrapped keys
 * are cached in memory, until any key is destroyed: each batch and each view of queries begins by
 * asking the epoch (vault_queue_state). */
#ifndef HALL_STORE_VAULT_H
#define HALL_STORE_VAULT_H

#include "proto/runtime/crypt/seal.h"
#include "proto/runtime/view/history.h"
#include "store/pg/pg.h"

/* What sealing parked envelopes is bound to. */
#define VAULT_PARKED "parked"
#define VAULT_SEAL_BYTES_MAX (4u + CRYPT_SEAL_BYTES_MAX) /* what vault_seal adds at most */

typedef struct vault vault;

/* vault_make: writes a new key file (must not exist; folder 0700 of the caller).
 * vault_open: reads it. A file that changes later is read again by itself; one that has become
 * unreadable leaves what was known.
 * errors  E_CONFLICT the file exists; E_FORBIDDEN it is open to others; E_MALFORMED;
 * E_UNAVAILABLE no such file. */
status vault_make(const char *file, crypt_suite suite) MUST_CHECK;
status vault_open(const char *file, vault **out) MUST_CHECK;
void vault_close(vault *v);

crypt_suite vault_suite(const vault *v);
const uint8_t *vault_search_key(const vault *v);

/* vault_sample_key: the key from which the seeds of the daily samples follow; itself derived from
 * the key file, so that it is the same in every process and after every rotation. */
const uint8_t *vault_sample_key(const vault *v);

/* vault_secret: the secrets of a subject. OK; E_NOT_READY not loaded yet: noted, load and ask
 * again. A subject without a key gets one when `create` (stored with the batch), else reads as
 * destroyed. */
status vault_secret(vault *v, const char *subject, bool create, seal_secret *out) MUST_CHECK;

/* vault_new: the subject's number was given out in this batch, so it can have no key yet: nothing
 * is asked. Should another process have made one after all, saving is E_CONFLICT. */
void vault_new(vault *v, const char *subject);

/* vault_opener: how a view opens rows (view_open's opener, `self` is the vault). A row that does
 * not open spoils the view with E_SEAL, and so does one whose key is gone without being destroyed.
 */
view_opener vault_opener;

/* vault_history_opener: how a view opens logged events (view_opens_history's opener). */
history_opener vault_history_opener;

/* vault_queue_state: the first statement of a session that will open rows: when a key was destroyed
 * since the last time, every cached one is forgotten before the rows of the same round arrive. */
void vault_queue_state(vault *v, pg *db);

/* vault_wants: whether keys are noted. vault_queue_load: their select. vault_queue_save: the keys
 * created since, and what vault_doom named; a key that somebody else created meanwhile, or a master
 * key that is out of use, is E_CONFLICT. vault_settle: the transaction ended; without `committed`
 * created keys are forgotten and doomed ones live. */
bool vault_wants(const vault *v);
void vault_queue_load(vault *v, pg *db);
void vault_queue_save(vault *v, pg *db);
void vault_settle(vault *v, bool committed);

/* vault_doom: the subject's key is destroyed with this batch, for good and for every process.
 * vault_doom_of: those that storing an event destroys, as the contract says. */
void vault_doom(vault *v, const char *subject);
void vault_doom_of(vault *v, const event_type *type, const ProtobufCMessage *event);

/* vault_seal, vault_unseal: something short-lived under the master key, bound to `purpose`; `out`
 * has room for bytes + VAULT_SEAL_BYTES_MAX, or for bytes. vault_seal returns the sealed length.
 * Such a thing is stored after vault_queue_master, in one transaction with it. */
size_t vault_seal(const vault *v, const char *purpose, const void *plain, size_t bytes,
                  uint8_t *out);
bool vault_unseal(vault *v, const char *purpose, const void *sealed, size_t bytes, uint8_t *out,
                  size_t *out_bytes) MUST_CHECK;

/* vault_queue_master: no new master key comes into use before this transaction ends; E_CONFLICT in
 * the round when another one came into use since vault_queue_state, or when the key file here does
 * not have it. */
void vault_queue_master(vault *v, pg *db);

#endif
