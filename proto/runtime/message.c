/* message: copies by the descriptor. The struct is copied whole, then everything that it points to
 * is copied and put in its place. */
#include "proto/runtime/message.h"

#include <string.h>

static bool copy_text(char **text, const void *untouched, arena *a) {
    if (!*text || *text == untouched || *text == protobuf_c_empty_string) return true;
    *text = arena_dup(a, *text);
    return *text;
}

static bool copy_bytes(ProtobufCBinaryData *data, arena *a) {
    if (!data->len) {
        data->data = NULL;
        return true;
    }
    data->data = arena_copy(a, data->data, data->len);
    return data->data;
}

static bool copy_message(ProtobufCMessage **message, arena *a) {
    if (!*message) return true;
    *message = message_copy(*message, a);
    return *message;
}

/* What one member points to; a number points to nothing. */
static bool copy_member(const ProtobufCFieldDescriptor *f, void *at, arena *a) {
    if (f->type == PROTOBUF_C_TYPE_STRING) return copy_text(at, f->default_value, a);
    if (f->type == PROTOBUF_C_TYPE_BYTES) return copy_bytes(at, a);
    return f->type != PROTOBUF_C_TYPE_MESSAGE || copy_message(at, a);
}

static size_t member_bytes(ProtobufCType type) {
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return sizeof(int64_t);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    default:
        return sizeof(int32_t);
    }
}

static bool copy_list(const ProtobufCFieldDescriptor *f, void **list, size_t n, arena *a) {
    size_t each = member_bytes(f->type);
    char *copy = n ? arena_copy(a, *list, n * each) : NULL;
    if (n && !copy) return false;
    *list = copy;
    for (size_t i = 0; i < n; i++)
        if (!copy_member(f, copy + i * each, a)) return false;
    return true;
}

/* Of alternatives only the one that is there may be looked at. */
static bool is_there(const ProtobufCFieldDescriptor *f, const char *message) {
    if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)) return true;
    return *(const uint32_t *) (const void *) (message + f->quantifier_offset) == f->id;
}

static bool copy_field(const ProtobufCFieldDescriptor *f, char *message, arena *a) {
    void *at = message + f->offset;
    if (f->label != PROTOBUF_C_LABEL_REPEATED) return copy_member(f, at, a);
    size_t n = *(const size_t *) (const void *) (message + f->quantifier_offset);
    return copy_list(f, at, n, a);
}

ProtobufCMessage *message_copy(const ProtobufCMessage *message, arena *a) {
    const ProtobufCMessageDescriptor *d = message->descriptor;
    ProtobufCMessage *copy = arena_copy(a, message, d->sizeof_message);
    if (!copy) return NULL;
    copy->n_unknown_fields = 0;
    copy->unknown_fields = NULL;
    for (unsigned i = 0; i < d->n_fields; i++)
        if (is_there(&d->fields[i], (const char *) copy) &&
            !copy_field(&d->fields[i], (char *) copy, a))
            return NULL;
    return copy;
}
