/* fuzz_check: any bytes either become a checked message or are refused; what is accepted can be
 * logged, masked, copied, printed as JSON and read back to the same message. */
#include <string.h>

#include "proto/runtime/changes.h"
#include "proto/runtime/check.h"
#include "proto/runtime/json/json.h"
#include "proto/runtime/log.h"
#include "proto/runtime/mask.h"
#include "tests/fuzz/fuzz_type.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static ProtobufCBinaryData pack(const ProtobufCMessage *message, arena *a) {
    uint8_t *out = arena_alloc(a, protobuf_c_message_get_packed_size(message) + 1);
    must(out);
    return (ProtobufCBinaryData){protobuf_c_message_pack(message, out), out};
}

/* The same message has one packing; libprotobuf writes lists of numbers one by one. */
static ProtobufCBinaryData packed_anew(const message_type *type, ProtobufCBinaryData bytes,
                                       arena *a) {
    ProtobufCMessage *message = NULL;
    must(!refused(check_unpack(type, bytes, 0, a, &message)));
    return pack(message, a);
}

static void use(const message_type *type, ProtobufCMessage *message, arena *a) {
    char line[1024];
    const char *text = NULL;
    ProtobufCBinaryData first = pack(message, a), second = {0, NULL};
    const log_field fields[] = {log_message("in", message), {NULL, LOG_END, 0, NULL}};
    log_format(line, sizeof line, "fuzz", fields);
    status s = json_message(message, JSON_PLAIN, a, &text);
    must(s == OK);
    s = json_to_message(type->name, text, strlen(text), 0, a, &second, NULL);
    must(s == OK);
    second = packed_anew(type, second, a);
    must(first.len == second.len && !memcmp(first.data, second.data, first.len));
    s = mask_message(type, message, SHOW_MASKED, a);
    must(s == OK || s == E_ARENA);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
    ProtobufCMessage *message = NULL;
    if (bytes == 0) return 0;
    const message_type *type = fuzz_type(data[0]);
    arena *a = arena_open(4 * 1024 * 1024);
    verdict v =
        check_unpack(type, (ProtobufCBinaryData){bytes - 1, (uint8_t *) data + 1}, 0, a, &message);
    must(refused(v) == !message);
    if (message) use(type, message, a);
    arena_close(a);
    return 0;
}
