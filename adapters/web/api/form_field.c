/* form_field: see form_field.h. What a field does not say is left out. */
#include "adapters/web/api/form_field.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void form_set(json_t *object, const char *name, json_t *value) {
    if (value) json_object_set_new(object, name, value);
}

json_t *form_text(text_pair text) {
    return text.zh && *text.zh ? json_pack("{ssss}", "zh", text.zh, "en", text.en) : NULL;
}

static json_t *text_or_none(const char *text) {
    return text && *text ? json_string(text) : NULL;
}

static json_t *enum_name(const ProtobufCEnumDescriptor *type, int number) {
    const ProtobufCEnumValue *value =
        number ? protobuf_c_enum_descriptor_get_value(type, number) : NULL;
    return value ? json_string(value->name) : NULL;
}

static const char *type_name(const ProtobufCFieldDescriptor *d) {
    switch (d->type) {
    case PROTOBUF_C_TYPE_STRING:
        return "text";
    case PROTOBUF_C_TYPE_BOOL:
        return "bool";
    case PROTOBUF_C_TYPE_ENUM:
        return "enum";
    case PROTOBUF_C_TYPE_BYTES:
        return "bytes";
    case PROTOBUF_C_TYPE_MESSAGE:
        return "group";
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return "int64";
    default:
        return "int";
    }
}

/* A code as the field takes it. */
static json_t *code_of(const code_value *value, bool text) {
    return text ? json_string(value->text) : json_integer(value->number);
}

static void add_table(json_t *codes, const code_table *table, bool text) {
    if (json_object_get(codes, table->name)) return;
    json_t *list = json_array();
    for (unsigned i = 0; i < table->n; i++) {
        const code_value *v = &table->value[i];
        if (code_is_blank(v)) continue;
        json_array_append_new(list,
                              json_pack("[o,s,s]", code_of(v, text), v->label.zh, v->label.en));
    }
    json_object_set_new(codes, table->name, list);
}

static void set_codes(json_t *o, const field_type *f, bool text, json_t *codes) {
    const code_table *table = f->codes && *f->codes ? catalog_codes(f->codes) : NULL;
    if (!table) return;
    add_table(codes, table, text);
    form_set(o, "codes", json_string(table->name));
    if (!f->offer) return;
    json_t *only = json_array();
    for (unsigned i = 0; i < table->n; i++)
        if (field_offers(f, &table->value[i]))
            json_array_append_new(only, code_of(&table->value[i], text));
    form_set(o, "only", only);
}

static void set_values(json_t *o, const ProtobufCEnumDescriptor *type) {
    json_t *list = json_array();
    for (unsigned i = 0; i < type->n_values; i++)
        if (type->values[i].value) json_array_append_new(list, json_string(type->values[i].name));
    form_set(o, "values", list);
}

static json_t *number_text(int64_t number) {
    return number && number != INT64_MAX && number != INT32_MAX ? json_sprintf("%" PRId64, number)
                                                                : NULL;
}

/* The record whose key the field is, in capitals: UNIT, PERSON. */
static json_t *names_of(const command_type *c, int list, unsigned field) {
    char name[64] = "";
    for (unsigned i = 0; c && i < c->n_named; i++) {
        const named_record *n = &c->named[i];
        if (n->list != list || n->field != field || strlen(n->row->name) >= sizeof name) continue;
        for (size_t k = 0; k <= strlen(n->row->name); k++)
            name[k] = (char) toupper((unsigned char) n->row->name[k]);
    }
    return text_or_none(name);
}

static void set_limits(json_t *o, const ProtobufCFieldDescriptor *d, const field_type *f) {
    bool list = d->label == PROTOBUF_C_LABEL_REPEATED;
    bool measured = d->type == PROTOBUF_C_TYPE_STRING || d->type == PROTOBUF_C_TYPE_BYTES;
    if (list)
        form_set(o, "list", json_integer(f->max));
    else if (measured)
        form_set(o, "max", json_integer(f->max));
    form_set(o, "least", number_text(f->least));
    form_set(o, "most", number_text(f->most));
}

/* Name and title of each, as the enumeration of a code table is given. */
static json_t *businesses_of(Kernel__Role role) {
    json_t *list = role ? json_array() : NULL;
    for (unsigned i = 0; list && i < n_commands; i++)
        if (catalog_files_own(&commands[i], role))
            json_array_append_new(list, json_pack("[s,s,s]", commands[i].name, commands[i].title.zh,
                                                  commands[i].title.en));
    return list;
}

/* Name and label of each field that this one may name. */
static json_t *cleared_by(const message_type *type, const char *word) {
    json_t *list = word && *word ? json_array() : NULL;
    for (size_t n; list && *(word += strspn(word, " ")); word += n) {
        char name[64];
        n = strcspn(word, " ");
        snprintf(name, sizeof name, "%.*s", (int) n, word);
        const field_type *f = &type->field[catalog_field(type, name)];
        json_array_append_new(list, json_pack("[s,s,s]", name, f->label.zh, f->label.en));
    }
    return list;
}

static void set_words(json_t *o, const field_type *f) {
    form_set(o, "label", form_text(f->label));
    form_set(o, "help", form_text(f->help));
    form_set(o, "needed", form_text(f->needed));
    form_set(o, "group", text_or_none(f->group));
    form_set(o, "oneOf", text_or_none(f->one_of));
    form_set(o, "default", text_or_none(f->preset));
    form_set(o, "from", enum_name(&kernel__from__descriptor, (int) f->from));
    form_set(o, "unit", enum_name(&kernel__unit__descriptor, (int) f->unit));
    form_set(o, "personal", enum_name(&kernel__personal__descriptor, (int) f->personal));
    form_set(o, "pattern", text_or_none(f->pattern));
    form_set(o, "column", text_or_none(f->column));
    form_set(o, "example", text_or_none(f->example));
    if (f->required) form_set(o, "required", json_true());
    if (f->wide) form_set(o, "wide", json_true());
    if (f->scan) form_set(o, "scan", json_true());
    form_set(o, "businesses", businesses_of(f->businesses_of));
}

static json_t *field_of(const message_type *type, unsigned at, const command_type *named, int list,
                        json_t *codes) {
    const ProtobufCFieldDescriptor *d = &type->descriptor->fields[at];
    const field_type *f = &type->field[at];
    json_t *o = json_pack("{ssssss}", "name", d->name, "json", f->json_name, "type", type_name(d));
    set_words(o, f);
    form_set(o, "businesses", cleared_by(type, f->clears));
    set_limits(o, d, f);
    form_set(o, "names", names_of(named, list, at));
    set_codes(o, f, d->type == PROTOBUF_C_TYPE_STRING, codes);
    if (d->type == PROTOBUF_C_TYPE_ENUM) set_values(o, d->descriptor);
    if (f->message) form_set(o, "field", form_fields(f->message, named, (int) at, codes));
    return o;
}

/* Hashes of secrets and certificates: who asks over HTTP never writes them. */
static bool is_filled(const message_type *type, unsigned field) {
    const char *name = type->descriptor->fields[field].name;
    size_t n = strlen(name);
    return field_is_bytes(type, field) && n > 5 && !strcmp(name + n - 5, "_hash");
}

json_t *form_fields(const message_type *type, const command_type *named, int list, json_t *codes) {
    json_t *fields = json_array();
    for (unsigned i = 0; i < type->descriptor->n_fields; i++)
        if (!is_filled(type, i) && !type->field[i].at_counter)
            json_array_append_new(fields, field_of(type, i, named, list, codes));
    return fields;
}
