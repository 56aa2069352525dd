/* values: one way to walk the fields of a message whose type is known only by its descriptor:
 * singular, oneof and repeated fields all look like a list. For check, mask, log and tests. */
#ifndef HALL_RUNTIME_VALUES_H
#define HALL_RUNTIME_VALUES_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

/* The values of one field: n of them, `step` bytes apart from `at`, borrowed from the message. */
typedef struct values {
    char *at;
    size_t n, step;
} values;

/* values_of: n is 0 for an unset member of a oneof and an absent sub-message, 1 for another
 * singular field, else the length of the list. */
values values_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *f);

/* One value, as far as it is of that kind. Text is never NULL. Numbers are integers, bools and
 * enums; a uint64 over INT64_MAX comes out negative. */
void *value_at(values v, size_t i);
const char *value_text(const void *at);
ProtobufCMessage *value_message(const void *at);
ProtobufCBinaryData value_bytes(const void *at);
int64_t value_number(ProtobufCType type, const void *at);

/* value_is_default: 0, false, "", no bytes, no message. */
bool value_is_default(ProtobufCType type, const void *at);

/* value_clear: the field is as in an empty message. Memory stays with whoever holds it. */
void value_clear(ProtobufCMessage *message, const ProtobufCFieldDescriptor *f);

/* value_is_real: double or float. */
bool value_is_real(ProtobufCType type);

#endif
