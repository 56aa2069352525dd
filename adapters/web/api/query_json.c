/* query_json: turns the parameters of a GET into the JSON form of the query's input. */
#include "adapters/web/api/query_json.h"

#include <jansson.h>
#include <string.h>

static int find_field(const message_type *type, const char *name) {
    int found = catalog_field(type, name);
    for (unsigned i = 0; found < 0 && i < type->descriptor->n_fields; i++)
        if (!strcmp(type->field[i].json_name, name)) found = (int) i;
    return found;
}

static bool is_number(const char *text) {
    if (*text == '-') text++;
    return *text && strlen(text) <= 20 && strspn(text, "0123456789") == strlen(text);
}

/* An enum by number must be a JSON number, everything else that is one may be a text. */
static json_t *enum_value(const char *text) {
    return is_number(text) ? json_integer(strtoll(text, NULL, 10)) : json_string(text);
}

static json_t *bool_value(const char *text) {
    if (!strcmp(text, "true") || !strcmp(text, "1")) return json_true();
    return !strcmp(text, "false") || !strcmp(text, "0") ? json_false() : NULL;
}

/* NULL when the text does not fit the field. */
static json_t *value_of(const ProtobufCFieldDescriptor *field, const char *text) {
    switch (field->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
        return NULL;
    case PROTOBUF_C_TYPE_BOOL:
        return bool_value(text);
    case PROTOBUF_C_TYPE_ENUM:
        return enum_value(text);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
        return json_string(text);
    default:
        return is_number(text) ? json_string(text) : NULL;
    }
}

static status add(json_t *object, const message_type *type, const parameter *given) {
    int found = find_field(type, given->name);
    if (found < 0) return E_UNKNOWN_FIELD;
    const ProtobufCFieldDescriptor *field = &type->descriptor->fields[found];
    json_t *before = json_object_get(object, field->name);
    json_t *value = value_of(field, given->value);
    bool list = field->label == PROTOBUF_C_LABEL_REPEATED;
    if (!value || (before && !list)) {
        json_decref(value);
        return E_FORM;
    }
    if (!list) return json_object_set_new(object, field->name, value) == 0 ? OK : E_ARENA;
    if (!before) {
        before = json_array();
        json_object_set_new(object, field->name, before);
    }
    return json_array_append_new(before, value) == 0 ? OK : E_ARENA;
}

status query_json(const message_type *type, const parameter *given, size_t n, arena *a,
                  const char **out, const char **field) {
    json_t *object = json_object();
    status code = OK;
    for (size_t i = 0; code == OK && i < n; i++) {
        code = add(object, type, &given[i]);
        *field = given[i].name;
    }
    if (code == OK) {
        char *text = json_dumps(object, JSON_COMPACT);
        *out = text ? arena_dup(a, text) : NULL;
        free(text);
        if (!*out) code = E_ARENA;
    }
    json_decref(object);
    return code;
}
