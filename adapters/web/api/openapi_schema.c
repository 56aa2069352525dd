/* openapi_schema: messages of the contract as JSON Schema 2020-12, in the canonical proto3 JSON
 * form: int64 as text, bytes as base64, enums by name. */
#include <stdlib.h>
#include <string.h>

#include "adapters/web/api/openapi.h"

static void set_text(json_t *o, const char *name, const char *text) {
    if (text && *text) json_object_set_new(o, name, json_string(text));
}

bool openapi_hidden(const message_type *type, unsigned field) {
    return !strcmp(type->descriptor->fields[field].name, "token_hash") &&
           field_is_bytes(type, field);
}

static json_t *type_schema(const char *type, const char *format) {
    json_t *o = json_object();
    set_text(o, "type", type);
    set_text(o, "format", format);
    return o;
}

static json_t *enum_schema(const ProtobufCEnumDescriptor *e) {
    json_t *o = type_schema("string", NULL), *names = json_array();
    for (unsigned i = 0; i < e->n_values; i++)
        json_array_append_new(names, json_string(e->values[i].name));
    json_object_set_new(o, "enum", names);
    return o;
}

static json_t *int64_schema(void) {
    json_t *o = type_schema("string", "int64");
    set_text(o, "pattern", "^-?[0-9]+$");
    return o;
}

static json_t *base_schema(json_t *schemas, const ProtobufCFieldDescriptor *d,
                           const field_type *f) {
    json_t *o;
    switch (d->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
        return openapi_schema(schemas, f->message);
    case PROTOBUF_C_TYPE_ENUM:
        return enum_schema(d->descriptor);
    case PROTOBUF_C_TYPE_BOOL:
        return type_schema("boolean", NULL);
    case PROTOBUF_C_TYPE_BYTES:
        o = type_schema("string", NULL);
        set_text(o, "contentEncoding", "base64");
        return o;
    case PROTOBUF_C_TYPE_STRING:
        return type_schema("string", NULL);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return int64_schema();
    default:
        return type_schema("integer", "int32");
    }
}

/* Codes of the national tables as constants with both labels. */
static void add_codes(json_t *o, const field_type *f, bool text) {
    const code_table *table = f->codes && *f->codes ? catalog_codes(f->codes) : NULL;
    if (!table) return;
    json_t *list = json_array();
    for (unsigned i = 0; i < table->n; i++) {
        const code_value *v = &table->value[i];
        json_t *item = json_object();
        json_object_set_new(item, "const", text ? json_string(v->text) : json_integer(v->number));
        set_text(item, "title", v->label.zh);
        set_text(item, "description", v->label.en);
        json_array_append_new(list, item);
    }
    json_object_set_new(o, "oneOf", list);
}

static void add_limits(json_t *o, const ProtobufCFieldDescriptor *d, const field_type *f) {
    bool whole = !strcmp(json_string_value(json_object_get(o, "type")), "integer");
    if (d->type == PROTOBUF_C_TYPE_STRING && f->max)
        json_object_set_new(o, "maxLength", json_integer(f->max));
    if (whole && f->least) json_object_set_new(o, "minimum", json_integer(f->least));
    if (whole && f->most && f->most != INT64_MAX)
        json_object_set_new(o, "maximum", json_integer(f->most));
}

static json_t *example_of(const ProtobufCFieldDescriptor *d, const char *text) {
    switch (d->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return json_boolean(!strcmp(text, "true"));
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_UINT32:
        return json_integer(strtoll(text, NULL, 10));
    default:
        return json_string(text);
    }
}

static const char *unit_text(Kernel__Unit unit) {
    switch (unit) {
    case KERNEL__UNIT__FEN:
        return "分 / fen, 1/100 yuan";
    case KERNEL__UNIT__PER_100000:
        return "十万分之一 / per 100 000";
    case KERNEL__UNIT__PERIOD:
        return "YYYYMM";
    case KERNEL__UNIT__DATE:
        return "YYYYMMDD";
    case KERNEL__UNIT__TIME_US:
        return "微秒 / microseconds since 1970-01-01 UTC";
    case KERNEL__UNIT__MILLISECONDS:
        return "毫秒 / milliseconds";
    case KERNEL__UNIT__BYTES:
        return "字节 / bytes";
    default:
        return NULL;
    }
}

static void add_words(json_t *o, const ProtobufCFieldDescriptor *d, const field_type *f) {
    const char *unit = unit_text(f->unit);
    set_text(o, "title", f->label.zh);
    const char *stop = *f->help.en ? ". " : "", *also = *f->help.en ? " / " : "";
    json_t *about =
        json_sprintf("%s%s%s%s%s%s%s%s%s%s", f->label.en ? f->label.en : "", unit ? " (" : "",
                     unit ? unit : "", unit ? ")" : "", f->comment && *f->comment ? ". " : "",
                     f->comment ? f->comment : "", stop, f->help.en, also, f->help.zh);
    if (about && json_string_length(about)) json_object_set(o, "description", about);
    json_decref(about);
    if (f->example && *f->example && d->label != PROTOBUF_C_LABEL_REPEATED) {
        json_t *list = json_array();
        json_array_append_new(list, example_of(d, f->example));
        json_object_set_new(o, "examples", list);
    }
    if (f->personal) json_object_set_new(o, "x-personal", json_true());
}

json_t *openapi_field(json_t *schemas, const message_type *type, unsigned field) {
    const ProtobufCFieldDescriptor *d = &type->descriptor->fields[field];
    const field_type *f = &type->field[field];
    json_t *o = base_schema(schemas, d, f);
    if (d->type != PROTOBUF_C_TYPE_MESSAGE) {
        add_codes(o, f, d->type == PROTOBUF_C_TYPE_STRING);
        add_limits(o, d, f);
    }
    if (d->label == PROTOBUF_C_LABEL_REPEATED) {
        json_t *list = type_schema("array", NULL);
        json_object_set_new(list, "items", o);
        if (f->max) json_object_set_new(list, "maxItems", json_integer(f->max));
        o = list;
    }
    add_words(o, d, f);
    return o;
}

/* The hash of a program key: of a caller that leaves it out the door makes the key. */
static bool is_filled(const message_type *type, unsigned field) {
    return !strcmp(type->descriptor->fields[field].name, "key_hash") && field_is_bytes(type, field);
}

static json_t *message_schema(json_t *schemas, const message_type *type) {
    json_t *o = type_schema("object", NULL), *properties = json_object(), *required = json_array();
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        if (openapi_hidden(type, i)) continue;
        json_object_set_new(properties, type->field[i].json_name, openapi_field(schemas, type, i));
        if (type->field[i].required && !is_filled(type, i))
            json_array_append_new(required, json_string(type->field[i].json_name));
    }
    set_text(o, "description", type->comment);
    json_object_set_new(o, "properties", properties);
    json_object_set_new(o, "additionalProperties", json_false());
    if (json_array_size(required)) json_object_set(o, "required", required);
    json_decref(required);
    return o;
}

json_t *openapi_schema(json_t *schemas, const message_type *type) {
    if (!json_object_get(schemas, type->name)) {
        json_t *schema = message_schema(schemas, type);
        json_object_set_new(schemas, type->name, schema);
    }
    json_t *o = json_object();
    json_object_set_new(o, "$ref", json_sprintf("#/components/schemas/%s", type->name));
    return o;
}
