/* entry: builds, hashes, packs and reads an entry of the log in its one byte form (docs/log.md). */
#include "store/log/entry.h"

#include "proto/runtime/catalog.h"
#include <stdlib.h>
#include <string.h>

#define FORMAT "hall-log-2"

/* What is hashed is packed in one piece: a short one on the stack. */
static void hash_message(crypt_suite suite, ProtobufCBinaryData salt, const ProtobufCMessage *m,
                         uint8_t out[CRYPT_HASH_BYTES]) {
    uint8_t small[2048];
    size_t bytes = salt.len + protobuf_c_message_get_packed_size(m);
    uint8_t *packed = bytes <= sizeof small ? small : malloc(bytes);
    must(packed);
    if (salt.len > 0) memcpy(packed, salt.data, salt.len);
    protobuf_c_message_pack(m, packed + salt.len);
    crypt_hash(suite, packed, bytes, out);
    if (packed != small) free(packed);
}

static void add_event(crypt_hasher *h, crypt_suite suite, const Log__EntryEvent *event) {
    static const ProtobufCBinaryData none = {0, NULL};
    uint8_t digest[CRYPT_HASH_BYTES];
    if (event->digest.len == sizeof digest) {
        crypt_hasher_add(h, event->digest.data, event->digest.len);
        return;
    }
    Log__EntryEvent bare = *event;
    bare.salt = bare.digest = none;
    hash_message(suite, event->salt, &bare.base, digest);
    crypt_hasher_add(h, digest, sizeof digest);
}

static void add_link(crypt_hasher *h, crypt_suite suite, const Log__EntryLink *link) {
    static const ProtobufCBinaryData none = {0, NULL};
    uint8_t digest[CRYPT_HASH_BYTES];
    if (link->digest.len == sizeof digest) {
        crypt_hasher_add(h, link->digest.data, link->digest.len);
        return;
    }
    Log__EntryLink bare = *link;
    bare.salt = bare.digest = none;
    hash_message(suite, link->salt, &bare.base, digest);
    crypt_hasher_add(h, digest, sizeof digest);
}

static void add_count(crypt_hasher *h, size_t n) {
    const uint8_t bytes[4] = {(uint8_t) (n >> 24), (uint8_t) (n >> 16), (uint8_t) (n >> 8),
                              (uint8_t) n};
    crypt_hasher_add(h, bytes, sizeof bytes);
}

void entry_hash(crypt_suite suite, const Log__Entry *entry, uint8_t out[CRYPT_HASH_BYTES]) {
    uint8_t head[CRYPT_HASH_BYTES];
    crypt_hasher *h = crypt_hasher_open(suite);
    hash_message(suite, (ProtobufCBinaryData){0, NULL}, &entry->head->base, head);
    crypt_hasher_add(h, FORMAT, strlen(FORMAT));
    crypt_hasher_add(h, head, sizeof head);
    add_count(h, entry->n_event);
    for (size_t i = 0; i < entry->n_event; i++) add_event(h, suite, entry->event[i]);
    add_count(h, entry->n_link);
    for (size_t i = 0; i < entry->n_link; i++) add_link(h, suite, entry->link[i]);
    crypt_hasher_end(&h, out);
}

uint8_t *entry_pack(const Log__Entry *entry, size_t *bytes) {
    Log__Entry bare = *entry;
    bare.hash = (ProtobufCBinaryData){0, NULL};
    *bytes = log__entry__get_packed_size(&bare);
    uint8_t *packed = malloc(*bytes + 1);
    must(packed);
    log__entry__pack(&bare, packed);
    return packed;
}

/* Bytes that say the same in another order or with more words are no entry: what is hashed is what
 * a reader would write again. */
static bool is_canonical(const Log__Entry *entry, const void *body, size_t bytes) {
    size_t again_bytes;
    uint8_t *again = entry_pack(entry, &again_bytes);
    bool same = again_bytes == bytes && memcmp(again, body, bytes) == 0;
    free(again);
    return same;
}

static bool withheld(ProtobufCBinaryData digest) {
    return digest.len == CRYPT_HASH_BYTES;
}

/* The digest stands instead of the content: beside it the content would be in no hash. And where
 * the salt ends the content begins, so its length is fixed. */
static bool event_is_sound(const Log__EntryEvent *e, bool may_withhold) {
    if (e->base.n_unknown_fields > 0) return false;
    if (e->digest.len == 0) return e->salt.len == ENTRY_SALT_BYTES;
    return may_withhold && withheld(e->digest) && !*e->type && !*e->subject &&
           e->schema_version == 0 && e->payload.len == 0 && e->salt.len == 0;
}

static bool link_is_sound(const Log__EntryLink *l, bool may_withhold) {
    if (l->base.n_unknown_fields > 0) return false;
    if (l->digest.len == 0)
        return l->salt.len == ENTRY_SALT_BYTES && l->count > 0 && l->prev.len == CRYPT_HASH_BYTES;
    return may_withhold && withheld(l->digest) && !*l->subject && l->count == 0 &&
           l->prev.len == 0 && l->salt.len == 0;
}

bool entry_is_sound(const Log__Entry *entry, bool may_withhold) {
    if (!entry->head || entry->base.n_unknown_fields > 0 || entry->head->base.n_unknown_fields > 0)
        return false;
    bool sound = true;
    for (size_t i = 0; i < entry->n_event && sound; i++)
        sound = event_is_sound(entry->event[i], may_withhold);
    for (size_t i = 0; i < entry->n_link && sound; i++)
        sound = link_is_sound(entry->link[i], may_withhold);
    return sound;
}

Log__Entry *entry_unpack(const void *body, size_t bytes, const uint8_t hash[CRYPT_HASH_BYTES]) {
    Log__Entry *entry = log__entry__unpack(NULL, bytes, body);
    if (!entry) return NULL;
    if (!entry_is_sound(entry, false) || entry->hash.len > 0 || !is_canonical(entry, body, bytes)) {
        log__entry__free_unpacked(entry, NULL);
        return NULL;
    }
    entry->hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, malloc(CRYPT_HASH_BYTES)};
    must(entry->hash.data);
    memcpy(entry->hash.data, hash, CRYPT_HASH_BYTES);
    return entry;
}

const Log__EntryEvent *entry_unknown(const Log__Entry *entry) {
    for (size_t i = 0; i < entry->n_event; i++) {
        const Log__EntryEvent *event = entry->event[i];
        if (!catalog_logged_event(event->type, event->schema_version)) return event;
    }
    return NULL;
}
