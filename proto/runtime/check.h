/* check: what protobuf-c does not do for us at the edge. Bytes become a message only below a size
 * limit and inside an arena with a cap; then every field is held against the contract: UTF-8
 * without NUL or control characters, declared enum numbers, code tables, lengths, ranges, required
 * fields, named patterns, no unknown fields. Handlers assume all of it. Business rules are not
 * here. */
#ifndef HALL_RUNTIME_CHECK_H
#define HALL_RUNTIME_CHECK_H

#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"
#include "proto/runtime/verdict.h"

/* Defaults where the contract states none. */
enum {
    CHECK_TEXT_MAX = 200,    /* characters */
    CHECK_BYTES_MAX = 65536, /* of one bytes field */
    CHECK_LIST_MAX = 1000,
    CHECK_MESSAGE_BYTES_MAX = 65536
};

/* Whether what is required may be absent. */
typedef enum check_extent { CHECK_WHOLE, CHECK_DRAFT } check_extent;

/* check_unpack: bytes from outside -> message in `a`, checked. `*out` is set only on OK.
 * result  E_TOO_LARGE over bytes_max (0: 65 536), E_MALFORMED no protobuf of this type or nested
 * over 32 deep, E_TEXT inner NUL, E_ARENA more memory than the arena has, else the first fault of
 *         check_message. `field` lives in `a`. */
verdict check_unpack(const message_type *type, ProtobufCBinaryData bytes, size_t bytes_max,
                     arena *a, ProtobufCMessage **out) MUST_CHECK;

/* check_unpack_all: as check_unpack, but OK as soon as the bytes are a message. What check_message
 * finds is noted in `found`, and each field it names is emptied: the rest is as the contract says,
 * so that further faults may be looked for. */
verdict check_unpack_all(const message_type *type, ProtobufCBinaryData bytes, size_t bytes_max,
                         check_extent extent, arena *a, faults *found,
                         ProtobufCMessage **out) MUST_CHECK;

/* check_message: notes every fault in field order, the first of each field, with its path as
 * `field`: "row[3].name", in `a`.
 * faults  E_TEXT, E_TOO_LONG (text or list), E_RANGE, E_CODE_VALUE (undeclared enum number or
 *         not in the code table), E_REQUIRED, E_DATE, E_PERIOD, E_FORM (pattern), E_UNKNOWN_FIELD.
 */
void check_message(const message_type *type, const ProtobufCMessage *message, arena *a,
                   faults *found);

#endif
