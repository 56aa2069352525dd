/* json: the canonical proto3 JSON form of every message of the contract, both ways, from the
 * embedded descriptor set: lowerCamelCase names (proto names accepted), int64 as text, bytes as
 * base64, enums by name, unknown fields refused. libprotobuf does the mapping; this adds what it
 * lets pass: repeated keys, NUL, depth, size, objects for lists. What the values may be is check.h.
 * thread  any; the first call loads the descriptor set. Source: protobuf "JSON mapping";
 * docs/rules 8.4. */
#ifndef HALL_RUNTIME_JSON_H
#define HALL_RUNTIME_JSON_H

#include "proto/runtime/arena.h"

enum { JSON_DEPTH_MAX = 32 };

/* Where and why a text was refused. line and column count from 1; 0 when unknown. */
typedef struct json_fault {
    const char *field; /* proto path, "row[3].name"; "" when it is not about a field */
    const char *text;  /* English, for the problem document; no values of the text in it */
    unsigned line, column;
} json_fault;

/* json_to_message: JSON text of `bytes` bytes -> protobuf bytes of message `type_name`
 * ("enrolment.AddMember"), in `a`. An empty text is the empty message.
 * errors  E_TOO_LARGE over bytes_max (0: 1 MiB), E_MALFORMED no JSON, repeated key, depth over 32
 * or a value of the wrong form, E_CODE_VALUE no label of a coded number, E_TEXT bad UTF-8 or NUL,
 * E_UNKNOWN_FIELD, E_UNKNOWN_METHOD no such type, E_ARENA. On an error `fault` (may be NULL) is
 * filled, its texts in `a` or static.
 */
status json_to_message(const char *type_name, const char *text, size_t bytes, size_t bytes_max,
                       arena *a, ProtobufCBinaryData *out, json_fault *fault) MUST_CHECK;

typedef enum json_style {
    JSON_PLAIN = 0,
    JSON_DEFAULTS = 1, /* fields with default values are written too */
    JSON_PRETTY = 2,
    JSON_PROTO_NAMES = 4 /* names as in the proto instead of lowerCamelCase */
} json_style;

/* json_from_message: protobuf bytes -> JSON text in `a`. `style` is a sum of json_style.
 * errors  E_MALFORMED, E_TEXT, E_UNKNOWN_METHOD no such type, E_ARENA. */
status json_from_message(const char *type_name, ProtobufCBinaryData bytes, unsigned style, arena *a,
                         const char **out) MUST_CHECK;

/* json_message: the same for a message in memory. */
status json_message(const ProtobufCMessage *message, unsigned style, arena *a,
                    const char **out) MUST_CHECK;

#endif
