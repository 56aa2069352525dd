/* wire: see wire.h. Source: protobuf encoding; wire types 3 and 4 (groups) are not ours. */
#include "proto/runtime/json/wire.h"

#include <string.h>

enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

typedef struct reader {
    const uint8_t *at, *end;
} reader;

static bool read_varint(reader *r, uint64_t *out) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 70 && r->at < r->end; shift += 7) {
        uint8_t byte = *r->at++;
        if (shift < 64) value |= (uint64_t) (byte & 0x7F) << shift;
        if (!(byte & 0x80)) {
            *out = value;
            return true;
        }
    }
    return false;
}

static bool skip(reader *r, uint64_t bytes) {
    if (bytes > (uint64_t) (r->end - r->at)) return false;
    r->at += bytes;
    return true;
}

static status scan(const ProtobufCMessageDescriptor *type, reader r, unsigned depth,
                   const char **field);

static status scan_bytes(const ProtobufCFieldDescriptor *f, reader inner, unsigned depth,
                         const char **field) {
    if (!f || f->type == PROTOBUF_C_TYPE_BYTES) return OK;
    if (f->type == PROTOBUF_C_TYPE_MESSAGE) return scan(f->descriptor, inner, depth + 1, field);
    if (f->type == PROTOBUF_C_TYPE_STRING && inner.at < inner.end &&
        memchr(inner.at, 0, (size_t) (inner.end - inner.at))) {
        *field = f->name;
        return E_TEXT;
    }
    return OK;
}

static status scan_field(const ProtobufCMessageDescriptor *type, reader *r, unsigned depth,
                         const char **field) {
    uint64_t tag = 0, bytes = 0;
    if (!read_varint(r, &tag) || tag >> 3 == 0 || tag >> 3 > 0x1FFFFFFF) return E_MALFORMED;
    switch (tag & 7) {
    case WIRE_VARINT:
        return read_varint(r, &bytes) ? OK : E_MALFORMED;
    case WIRE_64:
        return skip(r, 8) ? OK : E_MALFORMED;
    case WIRE_32:
        return skip(r, 4) ? OK : E_MALFORMED;
    case WIRE_BYTES:
        break;
    default:
        return E_MALFORMED;
    }
    if (!read_varint(r, &bytes)) return E_MALFORMED;
    reader inner = {r->at, r->at};
    if (!skip(r, bytes)) return E_MALFORMED;
    inner.end = r->at;
    return scan_bytes(protobuf_c_message_descriptor_get_field(type, (unsigned) (tag >> 3)), inner,
                      depth, field);
}

static status scan(const ProtobufCMessageDescriptor *type, reader r, unsigned depth,
                   const char **field) {
    if (depth > WIRE_DEPTH_MAX) return E_MALFORMED;
    while (r.at < r.end) {
        status s = scan_field(type, &r, depth, field);
        if (s != OK) return s;
    }
    return OK;
}

status wire_scan(const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t bytes,
                 const char **field) {
    return scan(type, (reader){data, data + bytes}, 1, field);
}
