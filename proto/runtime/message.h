/* message: what every protobuf message of the contract can do, whatever it says. */
#ifndef HALL_RUNTIME_MESSAGE_H
#define HALL_RUNTIME_MESSAGE_H

#include <protobuf-c/protobuf-c.h>

#include "proto/runtime/arena.h"

/* message_copy: a deep copy in `a`, without fields that the contract does not know; NULL when the
 * arena is full. */
ProtobufCMessage *message_copy(const ProtobufCMessage *message, arena *a);

#endif
