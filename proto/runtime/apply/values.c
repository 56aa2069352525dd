/* values: see values.h. protobuf-c keeps the sizes of its types to itself. */
#include "proto/runtime/apply/values.h"

#include <string.h>

static size_t step_of(ProtobufCType type) {
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    default:
        return 4;
    }
}

values values_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *f) {
    char *base = (char *) (uintptr_t) message;
    values v = {base + f->offset, 1, step_of(f->type)};
    if (f->label == PROTOBUF_C_LABEL_REPEATED) {
        v.n = *(const size_t *) (base + f->quantifier_offset);
        v.at = *(char **) (base + f->offset);
    } else if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
        v.n = *(const uint32_t *) (base + f->quantifier_offset) == f->id;
    } else if (f->type == PROTOBUF_C_TYPE_MESSAGE) {
        v.n = value_message(v.at) ? 1 : 0;
    }
    return v;
}

void *value_at(values v, size_t i) {
    return v.at + i * v.step;
}

const char *value_text(const void *at) {
    const char *text = *(char *const *) at;
    return text ? text : "";
}

ProtobufCMessage *value_message(const void *at) {
    return *(ProtobufCMessage *const *) at;
}

ProtobufCBinaryData value_bytes(const void *at) {
    return *(const ProtobufCBinaryData *) at;
}

int64_t value_number(ProtobufCType type, const void *at) {
    if (type == PROTOBUF_C_TYPE_BOOL) return *(const protobuf_c_boolean *) at != 0;
    if (step_of(type) == 8) return *(const int64_t *) at;
    if (type == PROTOBUF_C_TYPE_UINT32 || type == PROTOBUF_C_TYPE_FIXED32)
        return *(const uint32_t *) at;
    return *(const int32_t *) at;
}

bool value_is_default(ProtobufCType type, const void *at) {
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
        return !*value_text(at);
    case PROTOBUF_C_TYPE_BYTES:
        return value_bytes(at).len == 0;
    case PROTOBUF_C_TYPE_MESSAGE:
        return !value_message(at);
    case PROTOBUF_C_TYPE_DOUBLE:
        return *(const double *) at == 0;
    case PROTOBUF_C_TYPE_FLOAT:
        return *(const float *) at == 0;
    default:
        return value_number(type, at) == 0;
    }
}

bool value_is_real(ProtobufCType type) {
    return type == PROTOBUF_C_TYPE_DOUBLE || type == PROTOBUF_C_TYPE_FLOAT;
}

void value_clear(ProtobufCMessage *message, const ProtobufCFieldDescriptor *f) {
    char *base = (char *) message;
    bool list = f->label == PROTOBUF_C_LABEL_REPEATED;
    memset(base + f->offset, 0, list ? sizeof(void *) : step_of(f->type));
    if (list) memset(base + f->quantifier_offset, 0, sizeof(size_t));
    if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        memset(base + f->quantifier_offset, 0, sizeof(uint32_t));
    else if (!list && f->type == PROTOBUF_C_TYPE_STRING)
        *(const char **) (base + f->offset) = protobuf_c_empty_string;
}
