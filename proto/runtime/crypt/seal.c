/* seal: the walk over a message's descriptor. The copy is made by packing and unpacking into the
 * arena; then each marked value is replaced in place. Messages of the contract do not recurse, so
 * the walk is as deep as the contract is. */
#include "proto/runtime/crypt/seal.h"

#include <string.h>

#include "proto/runtime/apply/values.h"
#include "proto/runtime/fold.h"
#include "proto/runtime/message.h"

#define MARK_BYTES 3

typedef struct walk {
    const seal_secret *secret;
    arena *arena;
    bool opening;
} walk;

static const char *mark_of(crypt_suite suite) {
    return suite == CRYPT_STD ? "~2:" : "~1:";
}

static bool suite_of_mark(const void *data, size_t bytes, crypt_suite *out) {
    if (bytes < MARK_BYTES) return false;
    for (crypt_suite s = CRYPT_SM; s <= CRYPT_STD; s++) {
        if (memcmp(data, mark_of(s), MARK_BYTES) != 0) continue;
        *out = s;
        return true;
    }
    return false;
}

bool seal_is_sealed(const char *text) {
    crypt_suite suite;
    return suite_of_mark(text, strlen(text), &suite);
}

static bool is_sealed_field(const message_type *type, unsigned i) {
    ProtobufCType kind = type->descriptor->fields[i].type;
    return type->field[i].personal != KERNEL__PERSONAL__PUBLIC && type->field[i].hash_of < 0 &&
           (kind == PROTOBUF_C_TYPE_STRING || kind == PROTOBUF_C_TYPE_BYTES);
}

bool seal_needed(const message_type *type) {
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        if (is_sealed_field(type, i) || type->field[i].hash_of >= 0) return true;
        if (type->field[i].message != NULL && seal_needed(type->field[i].message)) return true;
    }
    return false;
}

ProtobufCBinaryData seal_search_hash(const uint8_t search[CRYPT_KEY_BYTES], const char *text,
                                     arena *a) {
    size_t bytes = strlen(text);
    char *folded = bytes > 0 ? arena_alloc(a, bytes + 1) : NULL;
    uint8_t *hash = folded != NULL ? arena_alloc(a, CRYPT_HASH_BYTES) : NULL;
    if (hash == NULL) return (ProtobufCBinaryData){0, NULL};
    crypt_hmac_sm3(search, CRYPT_KEY_BYTES, folded, fold_number(text, bytes, folded), hash);
    return (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash};
}

static status seal_text(const walk *w, char **text) {
    size_t bytes = strlen(*text);
    if (bytes == 0) return OK; /* a text that looks sealed is sealed all the same */
    uint8_t *sealed = arena_alloc(w->arena, bytes + CRYPT_SEAL_BYTES_MAX);
    char *out =
        arena_alloc(w->arena, MARK_BYTES + 4 * ((bytes + CRYPT_SEAL_BYTES_MAX + 2) / 3) + 1);
    if (sealed == NULL || out == NULL) return E_ARENA;
    size_t n = crypt_seal(w->secret->suite, w->secret->key, NULL, 0, *text, bytes, sealed);
    memcpy(out, mark_of(w->secret->suite), MARK_BYTES);
    crypt_base64(sealed, n, out + MARK_BYTES);
    *text = out;
    return OK;
}

static status open_text(const walk *w, char **text) {
    size_t length = strlen(*text), sealed_bytes = 0, bytes = 0;
    crypt_suite suite;
    if (!suite_of_mark(*text, length, &suite)) return OK;
    uint8_t *sealed = arena_alloc(w->arena, length);
    uint8_t *out = arena_alloc(w->arena, length); /* zeroed and longer than the text: ends in NUL */
    if (sealed == NULL || out == NULL) return E_ARENA;
    if (w->secret->key != NULL) {
        if (!crypt_unbase64(*text + MARK_BYTES, length - MARK_BYTES, sealed, &sealed_bytes) ||
            !crypt_open(suite, w->secret->key, NULL, 0, sealed, sealed_bytes, out, &bytes))
            return E_INTERNAL;
    }
    *text = (char *) out;
    return OK;
}

static status seal_bytes(const walk *w, ProtobufCBinaryData *data) {
    if (data->len == 0) return OK;
    uint8_t *out = arena_alloc(w->arena, MARK_BYTES + data->len + CRYPT_SEAL_BYTES_MAX);
    if (out == NULL) return E_ARENA;
    memcpy(out, mark_of(w->secret->suite), MARK_BYTES);
    size_t n = crypt_seal(w->secret->suite, w->secret->key, NULL, 0, data->data, data->len,
                          out + MARK_BYTES);
    *data = (ProtobufCBinaryData){MARK_BYTES + n, out};
    return OK;
}

static status open_bytes(const walk *w, ProtobufCBinaryData *data) {
    crypt_suite suite;
    if (!suite_of_mark(data->data, data->len, &suite)) return OK;
    uint8_t *out = arena_alloc(w->arena, data->len);
    size_t n = 0;
    if (out == NULL) return E_ARENA;
    if (w->secret->key != NULL &&
        !crypt_open(suite, w->secret->key, NULL, 0, data->data + MARK_BYTES, data->len - MARK_BYTES,
                    out, &n))
        return E_INTERNAL;
    *data = (ProtobufCBinaryData){n, out};
    return OK;
}

static status walk_value(const walk *w, ProtobufCType type, void *at) {
    if (type == PROTOBUF_C_TYPE_STRING) return w->opening ? open_text(w, at) : seal_text(w, at);
    return w->opening ? open_bytes(w, at) : seal_bytes(w, at);
}

static status fill_hash(const walk *w, const message_type *type, ProtobufCMessage *m, unsigned i) {
    const char *text = field_text(m, (unsigned) type->field[i].hash_of);
    if (w->opening) return OK;
    ProtobufCBinaryData hash = seal_search_hash(w->secret->search, text, w->arena);
    if (hash.len == 0 && text[0] != 0) return E_ARENA;
    field_set_bytes(m, i, hash);
    return OK;
}

static status walk_message(const walk *w, const message_type *type, ProtobufCMessage *m) {
    unsigned n = type->descriptor->n_fields;
    status s = OK;
    for (unsigned i = 0; i < n && s == OK; i++) /* hashes first, while the texts are plain */
        if (type->field[i].hash_of >= 0) s = fill_hash(w, type, m, i);
    for (unsigned i = 0; i < n && s == OK; i++) {
        const ProtobufCFieldDescriptor *f = &type->descriptor->fields[i];
        const message_type *inner = type->field[i].message;
        if (inner == NULL && !is_sealed_field(type, i)) continue;
        values list = values_of(m, f);
        for (size_t k = 0; k < list.n && s == OK; k++)
            s = inner != NULL ? walk_message(w, inner, value_message(value_at(list, k)))
                              : walk_value(w, f->type, value_at(list, k));
    }
    return s;
}

static status walk_copy(const walk *w, const message_type *type, const ProtobufCMessage *from,
                        ProtobufCMessage **out) {
    ProtobufCMessage *copy = message_copy(from, w->arena);
    if (copy == NULL) return E_ARENA;
    status s = walk_message(w, type, copy);
    if (s == OK) *out = copy;
    return s;
}

status seal_message(const message_type *type, const ProtobufCMessage *plain,
                    const seal_secret *secret, arena *a, ProtobufCMessage **out) {
    if (secret->key == NULL && seal_needed(type)) return E_INTERNAL;
    return walk_copy(&(walk){secret, a, false}, type, plain, out);
}

status seal_open(const message_type *type, const ProtobufCMessage *sealed,
                 const seal_secret *secret, arena *a, ProtobufCMessage **out) {
    return walk_copy(&(walk){secret, a, true}, type, sealed, out);
}
