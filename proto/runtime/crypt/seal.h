/* seal: personal fields at rest. All personal fields of a row or event, numbers too, lie together
 * in one sealed block: a kernel.Block (names and values, sorted by name) encrypted with the key of
 * the subject and bound to the name of the block and to the subject, so that it opens nowhere else.
 * In memory a message is either plain (fields filled, `sealed` empty) or at rest (fields empty,
 * `sealed` filled); effects copy the block whole and need no key. A `hash_of` field stays clear: it
 * is the keyed hash by which the personal field is found. Sealing draws random numbers, opening is
 * pure. Where keys live and come from is store/vault/vault.h. Format: docs/sealing.md. */
#ifndef HALL_RUNTIME_SEAL_H
#define HALL_RUNTIME_SEAL_H

#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"
#include "proto/runtime/crypt/crypt.h"

/* The secrets of one subject. `key` NULL: destroyed; opening then shows empty fields. `search` is
 * the hall's, the same for all subjects. Borrowed. */
typedef struct seal_secret {
    crypt_suite suite;
    const uint8_t *key;    /* CRYPT_KEY_BYTES */
    const uint8_t *search; /* CRYPT_KEY_BYTES */
} seal_secret;

/* seal_needed: whether messages of this type have a block. */
bool seal_needed(const message_type *type);

/* seal_subject: whose key seals a message that has a block. */
const char *seal_subject(const message_type *type, const ProtobufCMessage *message);

/* seal_message: the message at rest; seal_open: the plain one. Both are new in `a` and borrow what
 * is not sealed from the message given; a type without a block comes back as it is. A `hash_of`
 * field that is filled already (context.search_hash) stays, an empty one is computed.
 * errors  E_ARENA; E_DESTROYED sealing without a key; E_SEAL the block is missing, of another
 * subject or another name, or one byte of it is another: nothing of it is shown. */
status seal_message(const message_type *type, const ProtobufCMessage *plain,
                    const seal_secret *secret, arena *a, ProtobufCMessage **out) MUST_CHECK;
status seal_open(const message_type *type, const ProtobufCMessage *sealed,
                 const seal_secret *secret, arena *a, ProtobufCMessage **out) MUST_CHECK;

/* seal_search_hash: HMAC-SM3 of the folded text (fold_number: no blanks, capitals, half width)
 * under the search key, 32 bytes in `a`; empty for empty text or a full arena. What
 * context.search_hash gives. */
ProtobufCBinaryData seal_search_hash(const uint8_t search[CRYPT_KEY_BYTES], const char *text,
                                     arena *a);

#endif
