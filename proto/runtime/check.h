/* check: what protobuf-c does not do for us at the edge. Bytes become a message only below a size
 * limit and inside an arena with a cap; then every field is held against the contract: UTF-8
 * without NUL or control characters, declared enum numbers, code tables, lengths, ranges, required
 * fields, named patterns, no unknown fields. Handlers assume all of it. Business rules are not
 * here. */
#ifndef HALL_RUNTIME_CHECK_H
#define HALL_RUNTIME_CHECK_H

#include "proto/runtime/decide.h"

/* Defaults where the contract states none. */
enum {
    CHECK_TEXT_BYTES_MAX = 200,
    CHECK_BYTES_MAX = 65536, /* of one bytes field */
    CHECK_LIST_MAX = 1000,
    CHECK_MESSAGE_BYTES_MAX = 65536
};

/* check_unpack: bytes from outside -> message in `a`, checked. `*out` is set only on OK.
 * result  E_TOO_LARGE over bytes_max (0: 65 536), E_MALFORMED no protobuf of this type or nested
 * over 32 deep, E_TEXT inner NUL, E_ARENA more memory than the arena has, else what check_message
 *         says. `field` lives in `a`. */
verdict check_unpack(const message_type *type, ProtobufCBinaryData bytes, size_t bytes_max,
                     arena *a, ProtobufCMessage **out) MUST_CHECK;

/* check_unpack_draft: as check_unpack, but what is required may be absent; what is there is
 * checked. */
verdict check_unpack_draft(const message_type *type, ProtobufCBinaryData bytes, size_t bytes_max,
                           arena *a, ProtobufCMessage **out) MUST_CHECK;

/* check_message: the first fault in field order, with its path as `field`: "row[3].name", in `a`.
 * result  OK, E_TEXT, E_TOO_LONG (text or list), E_RANGE, E_CODE_VALUE (undeclared enum number or
 *         not in the code table), E_REQUIRED, E_DATE, E_PERIOD, E_FORM (pattern), E_UNKNOWN_FIELD.
 */
verdict check_message(const message_type *type, const ProtobufCMessage *message,
                      arena *a) MUST_CHECK;

#endif
