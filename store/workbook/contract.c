/* contract: derives the template of a business from the options of its input fields. */
#include "store/workbook/contract.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const template_column serial_number = {
    .header = "序号",
    .kind = TEMPLATE_IGNORED,
    .width = 8,
    .note_zh = "仅供填表人使用",
    .note_en = "for the clerk's own use",
    .example = "1",
};

/* What other forms call the number of an identity document. */
#define DOCUMENT_NUMBER "证件号码"
static const char *const document_number_aliases[] = {"身份证号码", "身份证号", "公民身份号码",
                                                      NULL};

static bool is_boolean(const message_type *type, unsigned field) {
    return type->descriptor->fields[field].type == PROTOBUF_C_TYPE_BOOL;
}

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static template_kind text_kind(const message_type *type, unsigned field) {
    Kernel__Personal personal = type->field[field].personal;
    if (personal == KERNEL__PERSONAL__NAME) return TEMPLATE_NAME;
    bool number = personal == KERNEL__PERSONAL__DOCUMENT_NO ||
                  personal == KERNEL__PERSONAL__MOBILE ||
                  personal == KERNEL__PERSONAL__BANK_ACCOUNT ||
                  ends_with(type->descriptor->fields[field].name, "_no");
    return number ? TEMPLATE_NUMBER : TEMPLATE_WORDS;
}

static template_kind kind_of(const message_type *type, unsigned field) {
    const field_type *f = &type->field[field];
    if (f->codes[0] != '\0' || is_boolean(type, field)) return TEMPLATE_CODE;
    if (field_is_text(type, field)) return text_kind(type, field);
    switch (f->unit) {
    case KERNEL__UNIT__FEN:
        return TEMPLATE_MONEY;
    case KERNEL__UNIT__DATE:
        return TEMPLATE_DATE;
    case KERNEL__UNIT__PERIOD:
        return TEMPLATE_PERIOD;
    default:
        return TEMPLATE_WHOLE;
    }
}

static void take_codes(contract_template *t, template_column *c, const field_type *f,
                       const code_table *table) {
    c->table = table;
    c->codes = &t->code[t->n_codes];
    for (unsigned i = 0; i < table->n; i++) {
        const code_value *v = &table->value[i];
        if (!v->label.zh || v->label.zh[0] == '\0') continue;
        if (code_is_blank(v)) { /* what an empty cell means belongs into the explanation */
            c->note_zh = v->label.zh;
            c->note_en = v->label.en;
            continue;
        }
        if (!field_offers(f, v)) continue;
        must(t->n_codes < CONTRACT_CODES_MAX);
        t->code[t->n_codes++] = *v;
        c->n_codes++;
    }
}

/* The contract's examples are values as stored; a clerk sees yuan, dashes and labels. Only figures
 * are written anew, into `out`: a text that were cut could end within a character. */
static void write_example(template_column *c, const char *raw, char *out, size_t size) {
    int64_t n = strtoll(raw, NULL, 10);
    if (raw[0] == '\0') return;
    c->example = c->kind == TEMPLATE_MONEY || c->kind == TEMPLATE_DATE ? out : raw;
    if (c->kind == TEMPLATE_MONEY)
        snprintf(out, size, "%" PRId64 ".%02d", n / 100, (int) (n % 100));
    else if (c->kind == TEMPLATE_DATE)
        snprintf(out, size, "%04d-%02d-%02d", (int) (n / 10000), (int) (n / 100 % 100),
                 (int) (n % 100));
    for (unsigned i = 0; c->kind == TEMPLATE_CODE && i < c->n_codes; i++)
        if (c->codes[i].number == (strcmp(raw, "true") == 0 ? 1 : n))
            c->example = c->codes[i].label.zh;
}

static void add_column(contract_template *t, unsigned field) {
    const message_type *type = t->command->input;
    const field_type *f = &type->field[field];
    unsigned at = t->def.n_columns++;
    template_column *c = &t->column[at];
    *c = (template_column){.header = f->column,
                           .kind = kind_of(type, field),
                           .required = f->required,
                           .note_zh = f->help.zh[0] ? f->help.zh : f->label.zh,
                           .note_en = f->help.en[0] ? f->help.en : f->label.en};
    if (f->needed.zh[0]) {
        c->needed_zh = f->needed.zh;
        c->needed_en = f->needed.en;
    }
    bool day = c->kind == TEMPLATE_DATE || c->kind == TEMPLATE_PERIOD;
    c->dated = day && f->personal == KERNEL__PERSONAL__PUBLIC;
    if (strcmp(f->column, DOCUMENT_NUMBER) == 0) c->aliases = document_number_aliases;
    const char *codes = is_boolean(type, field) ? "yes_no" : f->codes;
    const code_table *table = codes[0] != '\0' ? catalog_codes(codes) : NULL;
    if (table) take_codes(t, c, f, table);
    write_example(c, f->example, t->example[at], sizeof t->example[at]);
    t->field[at] = (int) field;
}

bool contract_fill(const command_type *command, contract_template *out) {
    *out = (contract_template){.command = command};
    if (command->sheet[0] == '\0') return false;
    out->def = (template_def){.sheet = command->sheet,
                              .title_zh = command->title.zh,
                              .title_en = command->title.en,
                              .version = command->sheet_version,
                              .columns = out->column};
    out->column[0] = serial_number;
    out->field[0] = -1;
    out->def.n_columns = 1;
    for (unsigned i = 0; i < command->input->descriptor->n_fields; i++) {
        if (command->input->field[i].column[0] == '\0') continue;
        must(out->def.n_columns < TEMPLATE_COLUMNS_MAX);
        add_column(out, i);
    }
    return out->def.n_columns > 1;
}

const command_type *contract_command(const char *sheet) {
    for (unsigned i = 0; i < n_commands; i++)
        if (*sheet != '\0' && strcmp(commands[i].sheet, sheet) == 0) return &commands[i];
    return NULL;
}

void contract_put(const contract_template *t, unsigned column, const cell_value *value,
                  ProtobufCMessage *message) {
    must(column < t->def.n_columns);
    if (t->field[column] < 0 || value->empty) return;
    unsigned field = (unsigned) t->field[column];
    if (field_is_text(t->command->input, field))
        field_set_text(message, field, value->text);
    else
        field_set_number(message, field, value->number);
}
