/* fuzz_json: any text either becomes protobuf bytes or is refused with a reason; what is accepted
 * is printed and read back to the same bytes. */
#include <string.h>

#include "proto/runtime/json/json.h"
#include "proto/runtime/json/wire.h"
#include "tests/fuzz/fuzz_type.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void use(const message_type *type, ProtobufCBinaryData first, arena *a) {
    const char *text = NULL, *field = NULL;
    ProtobufCBinaryData second = {0, NULL}, third = {0, NULL};
    must(wire_scan(type->descriptor, first.data, first.len, &field) == OK);
    if (json_from_message(type->name, first, JSON_PLAIN, a, &text) != OK) return;
    status s = json_to_message(type->name, text, strlen(text), 0, a, &second, NULL);
    must(s == OK);
    s = json_from_message(type->name, second, JSON_PLAIN, a, &text);
    must(s == OK);
    s = json_to_message(type->name, text, strlen(text), 0, a, &third, NULL);
    must(s == OK);
    must(second.len == third.len && !memcmp(second.data, third.data, second.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
    ProtobufCBinaryData out = {0, NULL};
    json_fault fault;
    if (bytes == 0) return 0;
    const message_type *type = fuzz_type(data[0]);
    arena *a = arena_open(4 * 1024 * 1024);
    status s = json_to_message(type->name, (const char *) data + 1, bytes - 1, 0, a, &out, &fault);
    must(s == OK || fault.text[0] || s == E_ARENA);
    if (s == OK) use(type, out, a);
    arena_close(a);
    return 0;
}
