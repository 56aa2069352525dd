/* listing_text: values as texts. See listing_text.h. */
#include "store/workbook/listing_text.h"

#include <string.h>
#include <time.h>

#include "proto/runtime/code.h"

const char *listing_time(int64_t us, arena *a) {
    struct tm t;
    time_t beijing = (time_t) (us / 1000000) + 8 * 3600;
    if (!us || !gmtime_r(&beijing, &t)) return "";
    return arena_printf(a, "%04d-%02d-%02d %02d:%02d:%02d", t.tm_year + 1900, t.tm_mon + 1,
                        t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

static const char *code_text(const char *table, int64_t number) {
    for (unsigned i = 0; i < n_code_tables; i++)
        for (unsigned k = 0; !strcmp(code_tables[i].name, table) && k < code_tables[i].n; k++)
            if (code_tables[i].value[k].number == number) return code_tables[i].value[k].label.zh;
    return NULL;
}

static const char *number_text(const field_type *type, int64_t n, arena *a) {
    uint64_t size = n < 0 ? 0 - (uint64_t) n : (uint64_t) n;
    switch (type->unit) {
    case KERNEL__UNIT__FEN:
        return arena_printf(a, "%s%llu.%02u", n < 0 ? "-" : "", (unsigned long long) size / 100,
                            (unsigned) (size % 100));
    case KERNEL__UNIT__DATE:
        return n ? arena_printf(a, "%04d-%02d-%02d", (int) n / 10000, (int) n / 100 % 100,
                                (int) n % 100)
                 : "";
    case KERNEL__UNIT__PERIOD:
        return n ? arena_printf(a, "%06d", (int) n) : "";
    case KERNEL__UNIT__TIME_US:
        return listing_time(n, a);
    default:
        return arena_printf(a, "%lld", (long long) n);
    }
}

static const char *message_text(const message_type *type, const ProtobufCMessage *message,
                                arena *a) {
    const char *out = "";
    for (unsigned i = 0; out && i < type->descriptor->n_fields; i++) {
        const char *one = listing_text(type, message, i, a);
        if (one && !*one) continue;
        out = one ? arena_printf(a, "%s%s%s", out, *out ? " " : "", one) : NULL;
    }
    return out;
}

/* The members of a repeated field; of numbers nothing is shown. */
static const char *list_text(const message_type *type, const ProtobufCMessage *message,
                             unsigned field, arena *a) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[field];
    size_t n = *(const size_t *) ((const char *) message + f->quantifier_offset);
    void *const *member = *(void *const *const *) ((const char *) message + f->offset);
    bool texts = f->type == PROTOBUF_C_TYPE_STRING;
    const char *out = "";
    if (!texts && f->type != PROTOBUF_C_TYPE_MESSAGE) return "";
    for (size_t i = 0; out && i < n; i++) {
        const char *one =
            texts ? member[i] : message_text(type->field[field].message, member[i], a);
        out = one ? arena_printf(a, "%s%s%s", out, i ? "; " : "", one) : NULL;
    }
    return out;
}

static const char *enum_text(const field_type *type, const ProtobufCFieldDescriptor *f,
                             int64_t number) {
    const char *label = type->codes && *type->codes ? code_text(type->codes, number) : NULL;
    return label ? label : catalog_word(f->descriptor, (int) number).zh;
}

const char *listing_text(const message_type *type, const ProtobufCMessage *message, unsigned field,
                         arena *a) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[field];
    const field_type *about = &type->field[field];
    if (f->label == PROTOBUF_C_LABEL_REPEATED) return list_text(type, message, field, a);
    switch (f->type) {
    case PROTOBUF_C_TYPE_STRING:
        return field_text(message, field);
    case PROTOBUF_C_TYPE_BYTES:
        return "";
    case PROTOBUF_C_TYPE_MESSAGE: {
        const ProtobufCMessage *part =
            *(const ProtobufCMessage *const *) ((const char *) message + f->offset);
        return part ? message_text(about->message, part, a) : "";
    }
    case PROTOBUF_C_TYPE_BOOL:
        return field_number(message, field) ? "是" : "否";
    case PROTOBUF_C_TYPE_ENUM:
        return enum_text(about, f, field_number(message, field));
    default: {
        int64_t number = field_number(message, field);
        const char *label =
            about->codes && *about->codes && number ? code_text(about->codes, number) : NULL;
        return label ? label : number_text(about, number, a);
    }
    }
}
