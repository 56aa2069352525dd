/* seal: personal fields of a message at rest. Every text or bytes field whose option `personal` is
 * not PUBLIC is encrypted with the key of its subject; a text becomes "~1:" (suite sm) or "~2:"
 * (std) and base64, bytes get the same three characters in front. A `hash_of` field is filled with
 * the keyed hash by which the personal field is found. Numbers stay as they are. Sealing draws
 * random numbers, opening is pure. Where keys live and come from is store/vault/vault.h. */
#ifndef HALL_RUNTIME_SEAL_H
#define HALL_RUNTIME_SEAL_H

#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"
#include "proto/runtime/crypt/crypt.h"

/* The secrets of one subject. `key` NULL: destroyed; opening then shows "". `search` is the hall's,
 * the same for all subjects. Borrowed. */
typedef struct seal_secret {
    crypt_suite suite;
    const uint8_t *key;    /* CRYPT_KEY_BYTES */
    const uint8_t *search; /* CRYPT_KEY_BYTES */
} seal_secret;

/* seal_needed: whether a message of this type, or a message in it, has a field to seal. */
bool seal_needed(const message_type *type);

/* seal_message: a sealed deep copy in `a`. seal_open: the plain copy; text that is not sealed
 * stays. errors  E_ARENA; E_INTERNAL opening with the wrong key, a changed byte, sealing without a
 * key. */
status seal_message(const message_type *type, const ProtobufCMessage *plain,
                    const seal_secret *secret, arena *a, ProtobufCMessage **out) MUST_CHECK;
status seal_open(const message_type *type, const ProtobufCMessage *sealed,
                 const seal_secret *secret, arena *a, ProtobufCMessage **out) MUST_CHECK;

/* seal_is_sealed: whether a text carries the mark. */
bool seal_is_sealed(const char *text);

/* seal_search_hash: HMAC-SM3 of the folded text (fold_number: no blanks, capitals, half width)
 * under the search key, 32 bytes in `a`; empty for empty text or a full arena. What
 * context.search_hash gives. */
ProtobufCBinaryData seal_search_hash(const uint8_t search[CRYPT_KEY_BYTES], const char *text,
                                     arena *a);

#endif
