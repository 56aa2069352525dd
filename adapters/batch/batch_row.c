#include "adapters/batch/batch_row.h"

#include <stdio.h>
#include <string.h>

#include "proto/runtime/crypt.h"

static verdict fill(const command_type *command, unsigned column, const cell *c, bool date_1904,
                    ProtobufCMessage *message, arena *a) {
    const template_def *def = template_of(command);
    int field = template_field(command, column);
    cell_value value;
    if (field < 0)
        return accept();
    const char *name = command->input->descriptor->fields[field].name;
    status s = cell_convert(&def->columns[column], c, date_1904, &value);
    if (s != OK)
        return refuse(s, name);
    if (value.empty)
        return accept();
    if (!field_is_text(command->input, (unsigned)field)) {
        field_set_number(message, (unsigned)field, value.number);
        return accept();
    }
    char *text = arena_dup(a, value.text);
    if (!text)
        return refuse(E_ARENA, name);
    field_set_text(message, (unsigned)field, text);
    return accept();
}

verdict batch_row(const command_type *command, const header_map *map, const cell_row *row,
                  bool date_1904, const char *unit_no, arena *a, ProtobufCBinaryData *out) {
    const ProtobufCMessageDescriptor *descriptor = command->input->descriptor;
    ProtobufCMessage *message = arena_alloc(a, descriptor->sizeof_message);
    if (!message)
        return refuse(E_ARENA, NULL);
    protobuf_c_message_init(descriptor, message);
    int unit = catalog_field(command->input, "unit_no");
    if (unit >= 0)
        field_set_text(message, (unsigned)unit, unit_no);
    for (unsigned i = 0; i < template_of(command)->n_columns; i++) {
        const cell *c = map->column[i] == HEADER_ABSENT ? NULL : cell_at(row, (unsigned)map->column[i]);
        verdict v = fill(command, i, c, date_1904, message, a);
        if (refused(v))
            return v;
    }
    out->len = protobuf_c_message_get_packed_size(message);
    out->data = arena_alloc(a, out->len);
    if (!out->data)
        return refuse(E_ARENA, NULL);
    protobuf_c_message_pack(message, out->data);
    return accept();
}

void batch_row_id(const char *roster_no, int64_t row_no, uint8_t out[16]) {
    char name[80];
    uint8_t hash[CRYPT_HASH_BYTES];
    int n = snprintf(name, sizeof name, "roster:%s:%lld", roster_no, (long long)row_no);
    crypt_sm3(name, (size_t)n, hash);
    memcpy(out, hash, 16);
    out[6] = (uint8_t)((out[6] & 0x0f) | 0x80);
    out[8] = (uint8_t)((out[8] & 0x3f) | 0x80);
}
