/* content: shows the command inside a case field by field, from its descriptor. */
#include "workers/query/content.h"

#include <string.h>

#include "gen/query/get_case.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/money/amount.h"

const ProtobufCMessage *content_open(const command_type *command, const char *kept, arena *a) {
    size_t length = strlen(kept), bytes = 0;
    uint8_t *packed = length && command ? arena_alloc(a, 3 * (length / 4) + 1) : NULL;
    if (!packed || !crypt_unbase64(kept, length, packed, &bytes)) return NULL;
    return protobuf_c_message_unpack(command->input->descriptor, arena_pb(a), bytes, packed);
}

/* ---- a value as text ------------------------------------------------------------------------ */

static const char *code_text(const char *table_name, int64_t number, arena *a) {
    const code_table *table = catalog_codes(table_name);
    for (unsigned i = 0; table && i < table->n; i++) {
        const code_value *value = &table->value[i];
        if (value->number != number || !value->label.zh) continue;
        if (code_is_blank(value))
            return arena_printf(a, "%s / %s", value->label.zh, value->label.en);
        return arena_printf(a, "%s %s / %s", value->text, value->label.zh, value->label.en);
    }
    return number ? arena_printf(a, "%lld", (long long) number) : "";
}

static const char *fen_text(int64_t fen, arena *a) {
    char text[AMOUNT_SIZE];
    amount_format(fen, text);
    return arena_dup(a, text);
}

static const char *time_text(int64_t time_us, arena *a) {
    int32_t date = date_from_us(time_us);
    if (!time_us || !date) return "";
    int minute = (int) ((time_us - date_us(date, 0)) / 60000000);
    return arena_printf(a, "%04d-%02d-%02d %02d:%02d", date / 10000, date / 100 % 100, date % 100,
                        minute / 60, minute % 60);
}

static const char *number_text(const field_type *option, int64_t n, arena *a) {
    switch (option->unit) {
    case KERNEL__UNIT__FEN:
        return fen_text(n, a);
    case KERNEL__UNIT__DATE:
        return n ? arena_printf(a, "%04d-%02d-%02d", (int) (n / 10000), (int) (n / 100 % 100),
                                (int) (n % 100))
                 : "";
    case KERNEL__UNIT__PERIOD:
        return n ? arena_printf(a, "%04d-%02d", (int) (n / 100), (int) (n % 100)) : "";
    case KERNEL__UNIT__TIME_US:
        return time_text(n, a);
    default:
        return arena_printf(a, "%lld", (long long) n);
    }
}

static const char *enum_text(const ProtobufCFieldDescriptor *f, int64_t n) {
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(f->descriptor, (int) n);
    return value ? value->name : "";
}

/* NULL when the arena is full. */
static const char *value_text(const message_type *type, const ProtobufCMessage *message, unsigned i,
                              arena *a) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[i];
    const field_type *option = &type->field[i];
    if (!message) return "";
    if (field_is_text(type, i)) return field_text(message, i);
    int64_t n = field_number(message, i);
    if (f->type == PROTOBUF_C_TYPE_BOOL) return n ? "是 / yes" : "否 / no";
    if (f->type == PROTOBUF_C_TYPE_ENUM) return enum_text(f, n);
    if (option->codes && option->codes[0]) return code_text(option->codes, n, a);
    return number_text(option, n, a);
}

/* ---- the fields ----------------------------------------------------------------------------- */

static bool is_shown(const message_type *type, unsigned i) {
    return type->descriptor->fields[i].label != PROTOBUF_C_LABEL_REPEATED &&
           (field_is_text(type, i) || field_is_number(type, i));
}

/* False when the arena is full; `*empty` when neither version holds anything. */
static bool fill(const content *what, unsigned i, arena *a, ContentField *out, bool *empty) {
    const field_type *option = &what->type->field[i];
    const char *now = value_text(what->type, what->now, i, a);
    const char *before = value_text(what->type, what->before, i, a);
    if (!now || !before) return false;
    bool changed = what->before && strcmp(now, before) != 0;
    *out = (ContentField) CONTENT_FIELD_INIT;
    out->field = lend(what->type->descriptor->fields[i].name);
    out->label_zh = lend(option->label.zh ? option->label.zh : "");
    out->label_en = lend(option->label.en ? option->label.en : "");
    out->value = lend(now);
    out->before = lend(before);
    out->changed = changed;
    out->personal = option->personal;
    *empty = !now[0] && !before[0];
    return true;
}

status content_show(const content *what, arena *a, Query__ContentField ***out, size_t *n) {
    unsigned n_fields = what->now ? what->type->descriptor->n_fields : 0;
    ContentField *field = arena_alloc(a, (n_fields + 1) * sizeof *field);
    ContentField **list = arena_alloc(a, (n_fields + 1) * sizeof *list);
    size_t used = 0;
    if (!field || !list) return E_ARENA;
    for (unsigned i = 0; i < n_fields; i++) {
        bool empty = true;
        if (!is_shown(what->type, i)) continue;
        if (!fill(what, i, a, &field[used], &empty)) return E_ARENA;
        if (!empty) {
            list[used] = &field[used];
            used++;
        }
    }
    *out = list;
    *n = used;
    return OK;
}
