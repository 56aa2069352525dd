#include "adapters/roster/template_of.h"

#include <stdlib.h>
#include <string.h>

typedef struct derived {
    template_def def;
    template_column columns[TEMPLATE_COLUMNS_MAX];
    int field[TEMPLATE_COLUMNS_MAX];
} derived;

static const template_code yes_no[] = {{"1", "是", 1}, {"0", "否", 0}};

static template_kind kind_of(const message_type *type, unsigned at) {
    const field_type *field = &type->field[at];
    if (type->descriptor->fields[at].type == PROTOBUF_C_TYPE_BOOL || field->codes[0])
        return TEMPLATE_CODE;
    if (field->unit == KERNEL__UNIT__DATE)
        return TEMPLATE_DATE;
    if (field->unit == KERNEL__UNIT__PERIOD)
        return TEMPLATE_PERIOD;
    if (field->unit == KERNEL__UNIT__FEN)
        return TEMPLATE_MONEY;
    if (field->personal == KERNEL__PERSONAL__NAME)
        return TEMPLATE_NAME;
    if (field->personal == KERNEL__PERSONAL__DOCUMENT_NO ||
        field->personal == KERNEL__PERSONAL__MOBILE || strstr(type->descriptor->fields[at].name, "_no"))
        return TEMPLATE_NUMBER;
    return field_is_text(type, at) ? TEMPLATE_WORDS : TEMPLATE_WHOLE;
}

static const template_code *codes_of(const field_type *field, unsigned *n) {
    const code_table *table = catalog_codes(field->codes);
    template_code *out = table ? calloc(table->n + 1, sizeof *out) : NULL;
    *n = 0;
    for (unsigned i = 0; out && i < table->n; i++)
        out[(*n)++] = (template_code){table->value[i].text, table->value[i].label.zh,
                                      table->value[i].number};
    return out;
}

static void add_column(derived *d, const message_type *type, unsigned at) {
    const field_type *field = &type->field[at];
    template_column *column = &d->columns[d->def.n_columns];
    *column = (template_column){
        .header = field->column, .note_zh = field->label.zh, .note_en = field->label.en,
        .example = field->example[0] ? field->example : NULL, .kind = kind_of(type, at),
        .required = field->required};
    if (type->descriptor->fields[at].type == PROTOBUF_C_TYPE_BOOL) {
        column->codes = yes_no;
        column->n_codes = 2;
    } else if (column->kind == TEMPLATE_CODE) {
        column->codes = codes_of(field, &column->n_codes);
    }
    d->field[d->def.n_columns++] = (int)at;
}

static derived *derive(const command_type *command) {
    derived *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    const message_type *type = command->input;
    d->def = (template_def){.sheet = command->sheet, .title_zh = command->title.zh,
                            .title_en = command->title.en, .version = command->sheet_version,
                            .columns = d->columns};
    d->columns[0] = (template_column){.header = "序号", .note_zh = "序号", .note_en = "serial number",
                                      .kind = TEMPLATE_IGNORED};
    d->field[0] = -1;
    d->def.n_columns = 1;
    for (unsigned i = 0; i < type->descriptor->n_fields; i++)
        if (type->field[i].column[0] && d->def.n_columns < TEMPLATE_COLUMNS_MAX)
            add_column(d, type, i);
    return d;
}

static derived *derived_of(const command_type *command) {
    static derived **known;
    if (!command || !command->sheet[0])
        return NULL;
    if (!known && !(known = calloc(n_commands, sizeof *known)))
        return NULL;
    if (!known[command->number])
        known[command->number] = derive(command);
    return known[command->number];
}

const template_def *template_of(const command_type *command) {
    derived *d = derived_of(command);
    return d ? &d->def : NULL;
}

int template_field(const command_type *command, unsigned column) {
    const derived *d = derived_of(command);
    return d && column < d->def.n_columns ? d->field[column] : -1;
}

int template_column_of(const command_type *command, const char *field) {
    const derived *d = derived_of(command);
    int at = d ? catalog_field(command->input, field) : -1;
    for (unsigned i = 0; at >= 0 && i < d->def.n_columns; i++)
        if (d->field[i] == at)
            return (int)i;
    return -1;
}
