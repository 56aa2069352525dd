/* fuzz_seeds: for each message that enters from outside, one seed in protobuf and one in JSON,
 * filled from the examples in the contract. The first byte of a seed chooses the message, as in
 * fuzz_type.h. fuzz_seeds FOLDER */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "proto/runtime/json/json.h"
#include "tests/fuzz/fuzz_type.h"

static void fill(const message_type *type, ProtobufCMessage *message) {
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const field_type *f = &type->field[i];
        if (type->descriptor->fields[i].label == PROTOBUF_C_LABEL_REPEATED) continue;
        if (field_is_text(type, i))
            field_set_text(message, i, f->example && *f->example ? f->example : "a");
        else if (field_is_number(type, i))
            field_set_number(message, i,
                             f->example && *f->example ? strtoll(f->example, NULL, 10) : 1);
    }
}

static void write_seed(const char *folder, const char *kind, size_t number, const void *data,
                       size_t bytes) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s/%03zu", folder, kind, number);
    FILE *out = fopen(path, "we");
    must(out);
    fputc((int) number, out);
    fwrite(data, 1, bytes, out);
    fclose(out);
}

static void make_seed(const char *folder, size_t number, arena *a) {
    const message_type *type = fuzz_type((uint8_t) number);
    ProtobufCMessage *message = arena_alloc(a, type->descriptor->sizeof_message);
    const char *text = NULL;
    protobuf_c_message_init(type->descriptor, message);
    fill(type, message);
    uint8_t *bytes = arena_alloc(a, protobuf_c_message_get_packed_size(message) + 1);
    write_seed(folder, "check", number, bytes, protobuf_c_message_pack(message, bytes));
    status s = json_message(message, JSON_PLAIN, a, &text);
    must(s == OK);
    write_seed(folder, "json", number, text, strlen(text));
}

int main(int argc, char **argv) {
    char path[512];
    if (argc != 2) return 64;
    mkdir(argv[1], 0755);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", argv[1], i ? "json" : "check");
        mkdir(path, 0755);
    }
    arena *a = arena_open(16 * 1024 * 1024);
    for (size_t i = 0; i < fuzz_types(); i++) {
        make_seed(argv[1], i, a);
        arena_reset(a);
    }
    arena_close(a);
    return 0;
}
