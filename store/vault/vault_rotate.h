/* vault_rotate: a new master key. It is added to the key file, comes into use, every wrapped key is
 * wrapped by it, piece by piece while the hall runs, and then the old one is dropped from the file.
 * Killed at any moment it is begun again and goes on where it was. The search key stays: by it the
 * rows are found. */
#ifndef HALL_STORE_VAULT_ROTATE_H
#define HALL_STORE_VAULT_ROTATE_H

#include "store/pg/pg.h"

typedef struct vault_rotation {
    int64_t keys, parked; /* wrapped anew by this call */
    uint32_t number;      /* of the master key now in use */
} vault_rotation;

/* vault_prepare: only adds the new master key to the file, so that it can be copied to every
 * machine before it comes into use; once is enough. errors  E_BUSY another call runs; as
 * vault_open.
 */
status vault_prepare(const char *file) MUST_CHECK;

/* vault_rotate: `piece` keys a transaction. `goes_on` is called after each (may be NULL); false
 * ends the rotation as a kill would. errors  E_DEADLINE it was ended; E_BUSY another call runs;
 * E_NOT_FOUND the file lacks the master key in use, it is an old copy; E_INTERNAL a wrapped key
 * opens with none of the file's; as vault_open; E_UNAVAILABLE: nothing is lost, call again. */
status vault_rotate(const char *file, pg *db, unsigned piece,
                    bool (*goes_on)(void *self, const vault_rotation *so_far), void *self,
                    vault_rotation *out) MUST_CHECK;

#endif
