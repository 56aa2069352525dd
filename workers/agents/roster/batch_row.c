/* batch_row: reads the cells of one row into the input of a command, or refuses the row. */
#include "workers/agents/roster/batch_row.h"

#include <stdio.h>
#include <string.h>

#include "workers/agents/agent.h"

/* The converted value is borrowed by the message, so it lives in the arena. */
static verdict fill(const contract_template *t, unsigned column, const cell *c, bool date_1904,
                    ProtobufCMessage *message, arena *a) {
    cell_value value;
    if (t->field[column] < 0) return accept();
    const char *name = message->descriptor->fields[t->field[column]].name;
    status s = cell_convert(&t->def.columns[column], c, date_1904, &value);
    if (s != OK) return refuse(s, name);
    cell_value *kept = value.empty ? &value : arena_copy(a, &value, sizeof value);
    if (!kept) return refuse(E_ARENA, name);
    contract_put(t, column, kept, message);
    return accept();
}

verdict batch_row(const command_type *command, const header_map *map, const cell_row *row,
                  bool date_1904, const char *unit_no, arena *a, ProtobufCBinaryData *out) {
    const ProtobufCMessageDescriptor *descriptor = command->input->descriptor;
    ProtobufCMessage *message = arena_alloc(a, descriptor->sizeof_message);
    if (!message) return refuse(E_ARENA, NULL);
    protobuf_c_message_init(descriptor, message);
    int unit = catalog_field(command->input, "unit_no");
    if (unit >= 0) field_set_text(message, (unsigned) unit, unit_no);
    const contract_template *t = contract_of(command);
    for (unsigned i = 0; i < t->def.n_columns; i++) {
        const cell *c =
            map->column[i] == HEADER_ABSENT ? NULL : cell_at(row, (unsigned) map->column[i]);
        verdict v = fill(t, i, c, date_1904, message, a);
        if (refused(v)) return v;
    }
    out->len = protobuf_c_message_get_packed_size(message);
    out->data = arena_alloc(a, out->len);
    if (!out->data) return refuse(E_ARENA, NULL);
    protobuf_c_message_pack(message, out->data);
    return accept();
}

void batch_row_id(const char *roster_no, const char *file_id, int64_t row_no, uint8_t out[16]) {
    char file[128];
    int n = snprintf(file, sizeof file, "%s:%s", roster_no, file_id);
    agent_id("roster", file, (size_t) n, row_no, out);
}
