/* json: see json.h. First the shape of the text (size, depth, jansson with repeated keys refused,
 * which also knows line and column), then libprotobuf maps it. */
#include "proto/runtime/json/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/json/json_map.h"
#include "proto/runtime/json/json_shape.h"
#include "proto/runtime/json/wire.h"

enum { JSON_BYTES_MAX = 1024 * 1024, REASON_BYTES_MAX = 512 };

/* Keeps what libprotobuf made in the arena. */
typedef struct kept {
    arena *a;
    char *data;
    size_t bytes;
    bool full;
} kept;

static void keep(void *self, const char *data, size_t bytes) {
    kept *k = self;
    k->data = arena_text(k->a, data, bytes);
    k->bytes = bytes;
    k->full = !k->data;
}

static status fail(json_fault *fault, status code, const char *text, unsigned line,
                   unsigned column) {
    fault->text = text;
    fault->line = line;
    fault->column = column;
    return code;
}

/* jansson recurses, so the depth is counted before. */
static status check_depth(const char *text, size_t bytes, json_fault *fault) {
    unsigned depth = 0, line = 1, column = 0;
    bool quoted = false;
    for (size_t i = 0; i < bytes; i++) {
        char c = text[i];
        column++;
        if (c == '\n') {
            line++;
            column = 0;
        }
        if (quoted && c == '\\')
            i++, column++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']') && depth > 0)
            depth--;
        if (depth > JSON_DEPTH_MAX)
            return fail(fault, E_MALFORMED, "nested deeper than 32 levels", line, column);
    }
    return OK;
}

static const char *shape_text(enum json_error_code code) {
    switch (code) {
    case json_error_duplicate_key:
        return "a name is given twice in one object";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "a text holds a NUL";
    case json_error_invalid_utf8:
        return "the text is not UTF-8";
    case json_error_premature_end_of_input:
        return "the text ends too early";
    case json_error_numeric_overflow:
        return "a number is too large";
    default:
        return "the text is no JSON";
    }
}

static status parse_fault(const json_error_t *error, json_fault *fault) {
    enum json_error_code code = json_error_code(error);
    bool bad_text = code == json_error_null_character || code == json_error_null_byte_in_key ||
                    code == json_error_invalid_utf8;
    return fail(fault, bad_text ? E_TEXT : E_MALFORMED, shape_text(code), (unsigned) error->line,
                (unsigned) error->column);
}

/* A text in which labels were replaced is written anew. */
static status write_again(json_t *root, arena *a, const char **text, size_t *bytes) {
    char *dumped = json_dumps(root, JSON_COMPACT);
    *text = dumped ? arena_dup(a, dumped) : NULL;
    free(dumped);
    if (*text) *bytes = strlen(*text);
    return *text ? OK : E_ARENA;
}

static status check_shape(const message_type *type, const char **text, size_t *bytes, arena *a,
                          json_fault *fault) {
    json_error_t error;
    bool changed = false;
    json_t *root = json_loadb(*text, *bytes, JSON_REJECT_DUPLICATES, &error);
    if (!root) return parse_fault(&error, fault);
    status s = json_is_object(root) ? json_shape(type, root, a, &changed, fault)
                                    : fail(fault, E_MALFORMED, "the text is no JSON object", 1, 1);
    if (s == OK && changed) s = write_again(root, a, text, bytes);
    json_decref(root);
    return s;
}

/* What is left for libprotobuf to find: numbers out of range, names of enums, base64, two members
 * of a oneof. It says "(verse[0].wage): invalid value ..."; the value is not repeated to the
 * caller, it may be personal. */
static status map_fault(const char *reason, arena *a, json_fault *fault) {
    const char *end = reason[0] == '(' ? strstr(reason, "):") : NULL;
    const char *field = end ? arena_text(a, reason + 1, (size_t) (end - reason - 1)) : "";
    return json_shape_fault(fault, E_MALFORMED, field, "the value does not fit the field");
}

static status map_in(const char *type_name, const char *text, size_t bytes, arena *a,
                     ProtobufCBinaryData *out, json_fault *fault) {
    char reason[REASON_BYTES_MAX] = "";
    kept k = {a, NULL, 0, false};
    if (json_map_in(type_name, text, bytes, keep, &k, reason, sizeof reason) != JSON_MAP_OK)
        return map_fault(reason, a, fault);
    if (k.full) return fail(fault, E_ARENA, "the text is too large", 0, 0);
    *out = (ProtobufCBinaryData){k.bytes, (uint8_t *) k.data};
    return OK;
}

status json_to_message(const char *type_name, const char *text, size_t bytes, size_t bytes_max,
                       arena *a, ProtobufCBinaryData *out, json_fault *fault) {
    json_fault unused;
    if (!fault) fault = &unused;
    *fault = (json_fault){"", "", 0, 0};
    if (bytes > (bytes_max ? bytes_max : JSON_BYTES_MAX))
        return fail(fault, E_TOO_LARGE, "the text is too large", 0, 0);
    if (bytes == 0) {
        text = "{}";
        bytes = 2;
    }
    const message_type *type = catalog_message(type_name);
    if (!type) return fail(fault, E_UNKNOWN_METHOD, "there is no such message", 0, 0);
    status s = check_depth(text, bytes, fault);
    if (s == OK) s = check_shape(type, &text, &bytes, a, fault);
    return s == OK ? map_in(type_name, text, bytes, a, out, fault) : s;
}

status json_from_message(const char *type_name, ProtobufCBinaryData bytes, unsigned style, arena *a,
                         const char **out) {
    char reason[REASON_BYTES_MAX] = "";
    kept k = {a, NULL, 0, false};
    const message_type *type = catalog_message(type_name);
    const char *field = NULL;
    if (!type) return E_UNKNOWN_METHOD;
    /* libprotobuf prints cut bytes as if nothing were wrong */
    status s = wire_scan(type->descriptor, bytes.data, bytes.len, &field);
    if (s != OK) return s;
    if (json_map_out(type_name, bytes.data, bytes.len, style, keep, &k, reason, sizeof reason))
        return E_MALFORMED;
    if (k.full) return E_ARENA;
    *out = k.data;
    return OK;
}

status json_message(const ProtobufCMessage *message, unsigned style, arena *a, const char **out) {
    size_t bytes = protobuf_c_message_get_packed_size(message);
    uint8_t *data = arena_alloc(a, bytes + 1);
    if (!data) return E_ARENA;
    protobuf_c_message_pack(message, data);
    return json_from_message(message->descriptor->name, (ProtobufCBinaryData){bytes, data}, style,
                             a, out);
}
