/* wire: one look at protobuf bytes before protobuf-c sees them, for what cannot be seen afterwards:
 * a text with an inner NUL (protobuf-c cuts it silently) and the depth of nesting (protobuf-c
 * recurses without a limit). */
#ifndef HALL_RUNTIME_WIRE_H
#define HALL_RUNTIME_WIRE_H

#include <protobuf-c/protobuf-c.h>

#include "proto/runtime/status.h"

enum { WIRE_DEPTH_MAX = 32 };

/* wire_scan: OK, E_MALFORMED (no protobuf, groups, deeper than 32) or E_TEXT with the proto name of
 * the field in `*field`, which is left alone otherwise. */
status wire_scan(const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t bytes,
                 const char **field) MUST_CHECK;

#endif
