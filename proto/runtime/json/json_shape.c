/* json_shape: see json_shape.h. The depth of the text was bounded before. */
#include "proto/runtime/json/json_shape.h"

#include <string.h>

status json_shape_fault(json_fault *fault, status code, const char *field, const char *text) {
    *fault = (json_fault){field ? field : "", text, 0, 0};
    return code;
}

static int find_field(const message_type *type, const char *name) {
    const ProtobufCMessageDescriptor *d = type->descriptor;
    for (unsigned i = 0; i < d->n_fields; i++)
        if (!strcmp(d->fields[i].name, name) || !strcmp(type->field[i].json_name, name))
            return (int) i;
    return -1;
}

static bool kind_fits(ProtobufCType type, json_t *value) {
    switch (type) {
    case PROTOBUF_C_TYPE_MESSAGE:
        return json_is_object(value);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
        return json_is_string(value);
    case PROTOBUF_C_TYPE_BOOL:
        return json_is_boolean(value);
    default:
        return json_is_number(value) || json_is_string(value);
    }
}

/* What the walk needs at every depth. */
typedef struct walking {
    arena *a;
    bool *changed; /* a label was replaced by its number */
    json_fault *fault;
} walking;

static status walk(const message_type *type, json_t *object, const char *prefix, const walking *w);

static bool is_decimal(const char *text) {
    text += *text == '-';
    return *text && text[strspn(text, "0123456789")] == '\0';
}

/* A label where a number is wanted; NULL for what is none, or is not known. */
static const code_value *labelled(const message_type *type, unsigned field, json_t *value,
                                  bool *is_label) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[field];
    const code_table *table = catalog_codes(type->field[field].codes);
    const char *text = json_string_value(value);
    *is_label = table && text && f->type != PROTOBUF_C_TYPE_STRING && !is_decimal(text);
    return *is_label ? code_find(table, text) : NULL;
}

static status walk_value(const message_type *type, unsigned field, json_t *value, const char *path,
                         const walking *w) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[field];
    if (!kind_fits(f->type, value))
        return json_shape_fault(w->fault, E_MALFORMED, path, "the value does not fit the field");
    if (f->type != PROTOBUF_C_TYPE_MESSAGE) return OK;
    const char *prefix = arena_printf(w->a, "%s.", path);
    return prefix ? walk(type->field[field].message, value, prefix, w) : E_ARENA;
}

static status walk_list(const message_type *type, unsigned field, json_t *list, const char *path,
                        const walking *w) {
    size_t i;
    json_t *value;
    if (!json_is_array(list))
        return json_shape_fault(w->fault, E_MALFORMED, path, "the field is a list");
    json_array_foreach(list, i, value) {
        const char *member = arena_printf(w->a, "%s[%zu]", path, i);
        status s = member ? walk_value(type, field, value, member, w) : E_ARENA;
        if (s != OK) return s;
    }
    return OK;
}

static status walk_single(const message_type *type, unsigned field, json_t *object, const char *key,
                          json_t *value, const char *path, const walking *w) {
    bool is_label;
    const code_value *code = labelled(type, field, value, &is_label);
    if (!is_label) return walk_value(type, field, value, path, w);
    if (!code)
        return json_shape_fault(w->fault, E_CODE_VALUE, path, "no code of the field is called so");
    *w->changed = true;
    return json_object_set_new(object, key, json_integer(code->number)) ? E_ARENA : OK;
}

static status walk_member(const message_type *type, int field, json_t *object, const char *key,
                          json_t *value, const char *path, const walking *w) {
    if (!path) return E_ARENA;
    if (field < 0)
        return json_shape_fault(w->fault, E_UNKNOWN_FIELD, path, "there is no such field");
    if (json_is_null(value)) return OK;
    if (type->descriptor->fields[field].label == PROTOBUF_C_LABEL_REPEATED)
        return walk_list(type, (unsigned) field, value, path, w);
    return walk_single(type, (unsigned) field, object, key, value, path, w);
}

/* jansson refuses one name twice; a field has two names. */
static bool given_twice(const message_type *type, int field, json_t *object) {
    const char *name = type->descriptor->fields[field].name,
               *json_name = type->field[field].json_name;
    return strcmp(name, json_name) && json_object_get(object, name) &&
           json_object_get(object, json_name);
}

static status walk(const message_type *type, json_t *object, const char *prefix, const walking *w) {
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value) {
        int field = find_field(type, key);
        const char *name = field < 0 ? key : type->descriptor->fields[field].name;
        const char *path = arena_printf(w->a, "%s%s", prefix, name);
        if (field >= 0 && given_twice(type, field, object))
            return json_shape_fault(w->fault, E_MALFORMED, path,
                                    "a field is given under both its names");
        status s = walk_member(type, field, object, key, value, path, w);
        if (s != OK) return s;
    }
    return OK;
}

status json_shape(const message_type *type, json_t *object, arena *a, bool *changed,
                  json_fault *fault) {
    return walk(type, object, "", &(walking){a, changed, fault});
}
