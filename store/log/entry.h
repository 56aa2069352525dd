/* entry: one accepted command as it stands in the log: who did what (head), what follows from it
 * (events), and whose histories it continues (links). Building, hashing and packing; pure but for
 * the random salts. The form and its hashes: proto/kernel/log.proto, docs/log.md. */
#ifndef HALL_STORE_ENTRY_H
#define HALL_STORE_ENTRY_H

#include "kernel/log.pb-c.h"
#include "proto/runtime/crypt/crypt.h"

#define ENTRY_BYTES_MAX (1u << 20)
#define ENTRY_EVENTS_MAX 4096u
#define ENTRY_LINKS_MAX 512u
#define ENTRY_SALT_BYTES 16u

/* entry_hash: H over head and digests, as log.proto says; the entry's own `hash` is left aside. A
 * withheld event or link counts by its digest. */
void entry_hash(crypt_suite suite, const Log__Entry *entry, uint8_t out[CRYPT_HASH_BYTES]);

/* entry_pack: the entry without its hash, malloc'd; *bytes its length. */
uint8_t *entry_pack(const Log__Entry *entry, size_t *bytes);

/* entry_is_sound: whether every part is in a hash and nothing stands there twice: a head, no
 * unknown fields, salts of ENTRY_SALT_BYTES, and for what is withheld the digest alone. In the
 * database nothing is withheld. */
bool entry_is_sound(const Log__Entry *entry, bool may_withhold);

/* entry_unpack: of entry_pack's bytes and a hash; freed with log__entry__free_unpacked. NULL when
 * they are no sound entry, or not in the one form in which they are hashed. */
Log__Entry *entry_unpack(const void *body, size_t bytes, const uint8_t hash[CRYPT_HASH_BYTES]);

/* entry_unknown: the first event that this program does not know, or only in an older schema; NULL
 * for none. Whoever folds or shows the log waits there or says so. */
const Log__EntryEvent *entry_unknown(const Log__Entry *entry);

#endif
