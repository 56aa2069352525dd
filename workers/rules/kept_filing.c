/* kept_filing: see kept_filing.h. It was checked when it was filed. */
#include "workers/rules/kept_filing.h"

#include <string.h>

#include "proto/runtime/crypt/crypt.h"

const ProtobufCMessage *kept_filing_open(const command_type *command, const char *kept, arena *a) {
    size_t length = strlen(kept), bytes = 0;
    uint8_t *packed = length && command ? arena_alloc(a, 3 * (length / 4) + 1) : NULL;
    if (!packed || !crypt_unbase64(kept, length, packed, &bytes)) return NULL;
    return protobuf_c_message_unpack(command->input->descriptor, arena_pb(a), bytes, packed);
}
