/* message: creates, copies and packs any message of the contract by its descriptor. */
#include "proto/runtime/message.h"

ProtobufCMessage *message_copy(const ProtobufCMessage *message, arena *a) {
    size_t bytes = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = arena_alloc(a, bytes);
    if (!packed) return NULL;
    protobuf_c_message_pack(message, packed);
    return protobuf_c_message_unpack(message->descriptor, arena_pb(a), bytes, packed);
}
