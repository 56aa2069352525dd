/* json_tool: for test_json_agrees.py. Reads lines "in TYPE HEX-OF-JSON" or "out TYPE
 * HEX-OF-PROTOBUF" and answers each with "OK HEX" or the name of a status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/json/json.h"

enum { LINE_BYTES_MAX = 200000 };

static char line[LINE_BYTES_MAX], verb[8], type[100], hex[LINE_BYTES_MAX];

static size_t unhex(const char *text, char *out) {
    size_t n = 0;
    unsigned byte;
    for (; sscanf(text, "%2x", &byte) == 1; text += 2) out[n++] = (char) byte;
    return n;
}

static void answer(status s, const void *data, size_t n) {
    fputs(status_name(s), stdout);
    for (size_t i = 0; s == OK && i < n; i++)
        printf("%s%02x", i ? "" : " ", ((const unsigned char *) data)[i]);
    putchar('\n');
    fflush(stdout);
}

static void answer_line(arena *a) {
    static char bytes[LINE_BYTES_MAX];
    ProtobufCBinaryData out = {0, NULL};
    const char *text = "";
    *hex = 0;
    sscanf(line, "%7s %99s %s", verb, type, hex);
    size_t n = unhex(hex, bytes);
    if (!strcmp(verb, "in")) {
        status s = json_to_message(type, bytes, n, 0, a, &out, NULL);
        answer(s, out.data, out.len);
    } else {
        status s = json_from_message(type, (ProtobufCBinaryData){n, (uint8_t *) bytes}, JSON_PLAIN,
                                     a, &text);
        answer(s, text, strlen(text));
    }
}

int main(void) {
    arena *a = arena_open(16 * 1024 * 1024);
    while (fgets(line, sizeof line, stdin)) {
        answer_line(a);
        arena_reset(a);
    }
    arena_close(a);
    return 0;
}
