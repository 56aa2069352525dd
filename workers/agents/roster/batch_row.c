/* batch_row: reads the cells of one row into the input of a command and notes what is wrong. */
#include "workers/agents/roster/batch_row.h"

#include <stdio.h>
#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/agents/agent.h"
#include "workers/agents/roster/batch_cells.h"

/* Nobody types 0 for nothing where a number is wanted, and on the wire the two are one. */
static bool is_forbidden_zero(const template_column *column, const cell_value *value) {
    bool number = column->kind == TEMPLATE_MONEY || column->kind == TEMPLATE_WHOLE;
    return number && column->required && !value->empty && value->number == 0;
}

/* The converted value is borrowed by the message, so it lives in the arena. */
static verdict fill(const contract_template *t, unsigned column, const cell *c, bool date_1904,
                    ProtobufCMessage *message, arena *a) {
    cell_value value;
    if (t->field[column] < 0) return accept();
    const char *name = message->descriptor->fields[t->field[column]].name;
    status s = cell_convert(&t->def.columns[column], c, date_1904, &value);
    if (s != OK) return refuse(s, name);
    if (is_forbidden_zero(&t->def.columns[column], &value)) return (verdict){E_RANGE, name, "zero"};
    cell_value *kept = value.empty ? &value : arena_copy(a, &value, sizeof value);
    if (!kept) return refuse(E_ARENA, name);
    contract_put(t, column, kept, message);
    return accept();
}

/* A person is named by either number, an account by its login name; a row that names an earlier
 * one's in any way is the same's. */
static void look_for_twin(const batch_sheet *sheet, const ProtobufCMessage *message, int64_t row_no,
                          batch_command *out) {
    static const char *const names[] = {"person_no", "document_no", "login_name"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char folded[CELL_BYTES_MAX + 1];
        const char *number = field_named(sheet->command->input, message, names[i]);
        size_t bytes = strlen(number);
        if (!bytes || bytes > CELL_BYTES_MAX) continue;
        fold_number(number, bytes, folded);
        int64_t first = batch_people_row(sheet->people, names[i], folded, row_no);
        if (first == row_no) first = batch_people_twin(sheet->people, row_no);
        if (!first) continue;
        if (faults_add(&out->faults, (verdict){E_DUP_ROW, names[i], "row_twice"}))
            out->other_row = first;
    }
}

status batch_row(const batch_sheet *sheet, const cell_row *row, arena *a, batch_command *out) {
    const message_type *type = sheet->command->input;
    ProtobufCMessage *message = arena_alloc(a, type->descriptor->sizeof_message);
    if (!message) return E_ARENA;
    *out = (batch_command){.other_row = 0};
    protobuf_c_message_init(type->descriptor, message);
    int unit = catalog_field(type, "unit_no");
    if (unit >= 0) field_set_text(message, (unsigned) unit, sheet->unit_no);
    const contract_template *t = contract_of(sheet->command);
    for (unsigned i = 0; i < t->def.n_columns; i++) {
        const int16_t at = sheet->map->column[i];
        const cell *c = at == HEADER_ABSENT ? NULL : cell_at(row, (unsigned) at);
        verdict v = fill(t, i, c, sheet->date_1904, message, a);
        if (v.code == E_ARENA) return E_ARENA;
        faults_add(&out->faults, v);
    }
    look_for_twin(sheet, message, row->number, out);
    out->cells = batch_cells(sheet, row, a);
    if (!out->cells) return E_ARENA;
    out->command.len = protobuf_c_message_get_packed_size(message);
    out->command.data = arena_alloc(a, out->command.len + 1);
    if (!out->command.data) return E_ARENA;
    protobuf_c_message_pack(message, out->command.data);
    return OK;
}

void batch_row_id(const char *what_for, const char *roster_no, const char *file_id, int64_t row_no,
                  uint8_t out[16]) {
    char file[128];
    int n = snprintf(file, sizeof file, "%s:%s", roster_no, file_id);
    agent_id(what_for, file, (size_t) n, row_no, out);
}
