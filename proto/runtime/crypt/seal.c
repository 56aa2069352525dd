/* seal: a block to and from a message. The catalogue lists its fields in the order of their names,
 * so nothing is sorted here. */
#include "proto/runtime/crypt/seal.h"

#include <string.h>

#include "kernel/block.pb-c.h"
#include "proto/runtime/apply/values.h"
#include "proto/runtime/fold.h"

enum { FIELDS_MAX = 32 };

bool seal_needed(const message_type *type) {
    return type->block;
}

const char *seal_subject(const message_type *type, const ProtobufCMessage *message) {
    return field_text(message, type->block->subject);
}

ProtobufCBinaryData seal_search_hash(const uint8_t search[CRYPT_KEY_BYTES], const char *text,
                                     arena *a) {
    size_t bytes = strlen(text);
    char *folded = bytes > 0 ? arena_alloc(a, bytes + 1) : NULL;
    uint8_t *hash = folded ? arena_alloc(a, CRYPT_HASH_BYTES) : NULL;
    if (!hash) return (ProtobufCBinaryData){0, NULL};
    crypt_hmac_sm3(search, CRYPT_KEY_BYTES, folded, fold_number(text, bytes, folded), hash);
    return (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash};
}

/* ---- what a block is bound to ---------------------------------------------------------------- */

static uint8_t *put_counted(uint8_t *at, const char *text) {
    size_t bytes = strlen(text);
    for (unsigned i = 0; i < 4; i++) *at++ = (uint8_t) (bytes >> (8 * i));
    memcpy(at, text, bytes);
    return at + bytes;
}

/* Name and subject, each with its length in front: no pair reads like another. */
static ProtobufCBinaryData binding(const message_type *type, const ProtobufCMessage *m, arena *a) {
    const char *subject = seal_subject(type, m);
    size_t bytes = 8 + strlen(type->block->name) + strlen(subject);
    uint8_t *out = arena_alloc(a, bytes);
    if (!out) return (ProtobufCBinaryData){0, NULL};
    put_counted(put_counted(out, type->block->name), subject);
    return (ProtobufCBinaryData){bytes, out};
}

/* ---- fields to block and back ---------------------------------------------------------------- */

static void *member(const ProtobufCMessage *m, unsigned field) {
    return values_of(m, &m->descriptor->fields[field]).at;
}

static Kernel__BlockValue value_of(const ProtobufCMessage *m, unsigned field) {
    const ProtobufCFieldDescriptor *f = &m->descriptor->fields[field];
    Kernel__BlockValue v = KERNEL__BLOCK_VALUE__INIT;
    v.name = (char *) (uintptr_t) f->name;
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        v.is_case = KERNEL__BLOCK_VALUE__IS_TEXT;
        v.text = *(char **) member(m, field);
    } else if (f->type == PROTOBUF_C_TYPE_BYTES) {
        v.is_case = KERNEL__BLOCK_VALUE__IS_DATA;
        v.data = field_bytes(m, field);
    } else {
        v.is_case = KERNEL__BLOCK_VALUE__IS_NUMBER;
        v.number = field_number(m, field);
    }
    return v;
}

static void clear(ProtobufCMessage *m, unsigned field) {
    ProtobufCType type = m->descriptor->fields[field].type;
    if (type == PROTOBUF_C_TYPE_STRING)
        field_set_text(m, field, "");
    else if (type == PROTOBUF_C_TYPE_BYTES)
        field_set_bytes(m, field, (ProtobufCBinaryData){0, NULL});
    else
        field_set_number(m, field, 0);
}

/* Takes the fields of the block out of `m`; what holds nothing is not listed. */
static status take_fields(const block_type *block, ProtobufCMessage *m, arena *a,
                          ProtobufCBinaryData *out) {
    Kernel__BlockValue value[FIELDS_MAX], *list[FIELDS_MAX];
    Kernel__Block packed = KERNEL__BLOCK__INIT;
    packed.value = list;
    for (unsigned i = 0; i < block->n; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[block->field[i]];
        if (value_is_default(f->type, member(m, block->field[i]))) continue;
        value[packed.n_value] = value_of(m, block->field[i]);
        list[packed.n_value] = &value[packed.n_value];
        packed.n_value++;
    }
    uint8_t *data = arena_alloc(a, kernel__block__get_packed_size(&packed) + 1);
    if (!data) return E_ARENA;
    *out = (ProtobufCBinaryData){kernel__block__pack(&packed, data), data};
    for (unsigned i = 0; i < block->n; i++) clear(m, block->field[i]);
    return OK;
}

static int field_called(const block_type *block, const ProtobufCMessage *m, const char *name) {
    for (unsigned i = 0; i < block->n; i++)
        if (!strcmp(m->descriptor->fields[block->field[i]].name, name))
            return (int) block->field[i];
    return -1;
}

/* A name that the contract no longer has is passed over: the log is older than the contract. */
static status put_value(const block_type *block, ProtobufCMessage *m, const Kernel__BlockValue *v) {
    int at = field_called(block, m, v->name);
    if (at < 0) return OK;
    ProtobufCType type = m->descriptor->fields[at].type;
    Kernel__BlockValue__IsCase wanted =
        type == PROTOBUF_C_TYPE_STRING  ? KERNEL__BLOCK_VALUE__IS_TEXT
        : type == PROTOBUF_C_TYPE_BYTES ? KERNEL__BLOCK_VALUE__IS_DATA
                                        : KERNEL__BLOCK_VALUE__IS_NUMBER;
    if (v->is_case != wanted) return E_SEAL;
    if (wanted == KERNEL__BLOCK_VALUE__IS_TEXT)
        field_set_text(m, (unsigned) at, v->text);
    else if (wanted == KERNEL__BLOCK_VALUE__IS_DATA)
        field_set_bytes(m, (unsigned) at, v->data);
    else
        field_set_number(m, (unsigned) at, v->number);
    return OK;
}

static status put_fields(const block_type *block, ProtobufCMessage *m, const uint8_t *data,
                         size_t bytes, arena *a) {
    const Kernel__Block *packed = kernel__block__unpack(arena_pb(a), bytes, data);
    if (!packed) return E_ARENA; /* who sealed it sealed a block: only memory can lack */
    status s = OK;
    for (size_t i = 0; i < packed->n_value && s == OK; i++)
        s = put_value(block, m, packed->value[i]);
    return s;
}

/* ---- sealing --------------------------------------------------------------------------------- */

/* The new message shares everything with the old one but its own fields. */
static ProtobufCMessage *shared_copy(const ProtobufCMessage *m, arena *a) {
    return arena_copy(a, m, m->descriptor->sizeof_message);
}

static status fill_hashes(const message_type *type, ProtobufCMessage *m, const uint8_t *search,
                          arena *a) {
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        if (type->field[i].hash_of < 0 || field_bytes(m, i).len == CRYPT_HASH_BYTES) continue;
        const char *text = field_text(m, (unsigned) type->field[i].hash_of);
        if (text[0] == 0) continue;
        ProtobufCBinaryData hash = seal_search_hash(search, text, a);
        if (hash.len == 0) return E_ARENA;
        field_set_bytes(m, i, hash);
    }
    return OK;
}

static status seal_block(const message_type *type, ProtobufCMessage *m, const seal_secret *secret,
                         arena *a) {
    ProtobufCBinaryData plain, bound = binding(type, m, a);
    status s = take_fields(type->block, m, a, &plain);
    uint8_t *out =
        s == OK && bound.len > 0 ? arena_alloc(a, 1 + plain.len + CRYPT_SEAL_BYTES_MAX) : NULL;
    if (!out) return E_ARENA;
    out[0] = (uint8_t) secret->suite;
    size_t n = crypt_seal(secret->suite, secret->key, bound.data, bound.len, plain.data, plain.len,
                          out + 1);
    field_set_bytes(m, type->block->sealed, (ProtobufCBinaryData){1 + n, out});
    return OK;
}

status seal_message(const message_type *type, const ProtobufCMessage *plain,
                    const seal_secret *secret, arena *a, ProtobufCMessage **out) {
    ProtobufCMessage *m = shared_copy(plain, a);
    if (!m) return E_ARENA;
    status s = fill_hashes(type, m, secret->search, a);
    if (s == OK && seal_needed(type))
        s = secret->key ? seal_block(type, m, secret, a) : E_DESTROYED;
    if (s == OK) *out = m;
    return s;
}

static status open_block(const message_type *type, ProtobufCMessage *m, const seal_secret *secret,
                         arena *a) {
    ProtobufCBinaryData sealed = field_bytes(m, type->block->sealed);
    for (unsigned i = 0; i < type->block->n; i++) clear(m, type->block->field[i]);
    field_set_bytes(m, type->block->sealed, (ProtobufCBinaryData){0, NULL});
    if (sealed.len == 0) return E_SEAL;
    if (!secret->key) return OK;
    crypt_suite suite = (crypt_suite) sealed.data[0];
    if (suite != CRYPT_SM && suite != CRYPT_STD) return E_SEAL;
    ProtobufCBinaryData bound = binding(type, m, a);
    uint8_t *plain = bound.len > 0 ? arena_alloc(a, sealed.len) : NULL;
    size_t bytes = 0;
    if (!plain) return E_ARENA;
    if (!crypt_open(suite, secret->key, bound.data, bound.len, sealed.data + 1, sealed.len - 1,
                    plain, &bytes))
        return E_SEAL;
    return put_fields(type->block, m, plain, bytes, a);
}

status seal_open(const message_type *type, const ProtobufCMessage *sealed,
                 const seal_secret *secret, arena *a, ProtobufCMessage **out) {
    ProtobufCMessage *m = shared_copy(sealed, a);
    if (!m) return E_ARENA;
    status s = seal_needed(type) ? open_block(type, m, secret, a) : OK;
    if (s == OK) *out = m;
    return s;
}
