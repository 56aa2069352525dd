/* log_message: prints a message of the contract in one line, personal fields masked. */
#include "proto/runtime/log_message.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "proto/runtime/apply/values.h"
#include "proto/runtime/catalog.h"
#include "proto/runtime/mask.h"

enum { VALUE_BYTES_MAX = 256, LIST_SHOWN_MAX = 8 };

void line_put(line *l, const char *text, size_t bytes) {
    if (l->full || l->used + bytes >= l->bytes_max) {
        l->full = true;
        return;
    }
    memcpy(l->out + l->used, text, bytes);
    l->used += bytes;
}

void line_printf(line *l, const char *format, ...) {
    char text[VALUE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0) return;
    line_put(l, text, (size_t) n < sizeof text ? (size_t) n : sizeof text - 1);
}

static void put_message_of(line *l, const message_type *type, const ProtobufCMessage *message);

static void put_text(line *l, Kernel__Personal kind, const char *text) {
    char shown[VALUE_BYTES_MAX];
    bool whole = mask_text(kind, text, shown, sizeof shown) == OK;
    line_put(l, shown, strlen(shown));
    if (!whole) line_put(l, "…", strlen("…"));
}

static void put_enum(line *l, const ProtobufCEnumDescriptor *d, int number) {
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(d, number);
    if (value)
        line_put(l, value->name, strlen(value->name));
    else
        line_printf(l, "%d", number);
}

static void put_value(line *l, const field_type *option, const ProtobufCFieldDescriptor *f,
                      const void *at) {
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        put_message_of(l, option->message, value_message(at));
    else if (f->type == PROTOBUF_C_TYPE_STRING)
        put_text(l, option->personal, value_text(at));
    else if (option->personal != KERNEL__PERSONAL__PUBLIC || value_is_real(f->type))
        line_put(l, "***", 3);
    else if (f->type == PROTOBUF_C_TYPE_BYTES)
        line_printf(l, "<%zu bytes>", value_bytes(at).len);
    else if (f->type == PROTOBUF_C_TYPE_ENUM)
        put_enum(l, f->descriptor, (int) value_number(f->type, at));
    else
        line_printf(l, "%" PRId64, value_number(f->type, at));
}

static void put_list(line *l, const field_type *option, const ProtobufCFieldDescriptor *f,
                     values v) {
    line_put(l, "[", 1);
    for (size_t i = 0; i < v.n && i < LIST_SHOWN_MAX; i++) {
        if (i > 0) line_put(l, ",", 1);
        put_value(l, option, f, value_at(v, i));
    }
    if (v.n > LIST_SHOWN_MAX) line_printf(l, ",+%zu", v.n - LIST_SHOWN_MAX);
    line_put(l, "]", 1);
}

static void put_message_of(line *l, const message_type *type, const ProtobufCMessage *message) {
    const ProtobufCMessageDescriptor *d = type->descriptor;
    const char *before = "";
    line_put(l, "{", 1);
    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];
        values v = values_of(message, f);
        bool list = f->label == PROTOBUF_C_LABEL_REPEATED;
        if (v.n == 0 || (!list && value_is_default(f->type, v.at))) continue;
        line_printf(l, "%s%s:", before, f->name);
        if (list)
            put_list(l, &type->field[i], f, v);
        else
            put_value(l, &type->field[i], f, v.at);
        before = " ";
    }
    line_put(l, "}", 1);
}

void line_message(line *l, const ProtobufCMessage *message) {
    put_message_of(l, catalog_type_of(message), message);
}
