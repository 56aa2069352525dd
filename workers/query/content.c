/* content: shows the command inside a case field by field, from its descriptor. */
#include "workers/query/content.h"

#include <string.h>

#include "gen/query/get_case.h"
#include "proto/runtime/apply/values.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/money/amount.h"

/* ---- a value as text ------------------------------------------------------------------------ */

static const code_value *code_of(const char *table_name, int64_t number) {
    const code_table *table = table_name && *table_name ? catalog_codes(table_name) : NULL;
    for (unsigned i = 0; table && i < table->n; i++)
        if (table->value[i].number == number && table->value[i].label.zh) return &table->value[i];
    return NULL;
}

static const char *code_text(const char *table_name, int64_t number, arena *a) {
    const code_value *value = code_of(table_name, number);
    if (!value) return number ? arena_printf(a, "%lld", (long long) number) : "";
    if (code_is_blank(value)) return arena_printf(a, "%s / %s", value->label.zh, value->label.en);
    return arena_printf(a, "%s %s / %s", value->text, value->label.zh, value->label.en);
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
static const char *shown_text(const message_type *type, const ProtobufCMessage *message, unsigned i,
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

/* ---- a value as it was filed ---------------------------------------------------------------- */

/* As JSON writes it, without quotes; NULL when the arena is full. */
static const char *raw_text(const message_type *type, const ProtobufCMessage *message, unsigned i,
                            arena *a) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[i];
    if (!message) return "";
    if (field_is_text(type, i)) return field_text(message, i);
    int64_t n = field_number(message, i);
    if (f->type == PROTOBUF_C_TYPE_BOOL) return n ? "true" : "false";
    if (f->type == PROTOBUF_C_TYPE_ENUM) return enum_text(f, n);
    return n ? arena_printf(a, "%lld", (long long) n) : "";
}

/* The code's own value, NULL for a field without codes or without a value. */
static const code_value *value_coded(const message_type *type, const ProtobufCMessage *message,
                                     unsigned i) {
    bool coded = message && field_is_number(type, i) && !field_is_text(type, i);
    return coded ? code_of(type->field[i].codes, field_number(message, i)) : NULL;
}

/* ---- the fields ----------------------------------------------------------------------------- */

static bool is_shown(const message_type *type, unsigned i) {
    return type->descriptor->fields[i].label != PROTOBUF_C_LABEL_REPEATED &&
           (field_is_text(type, i) || field_is_number(type, i));
}

static bool is_list(const message_type *type, unsigned i) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[i];
    return f->label == PROTOBUF_C_LABEL_REPEATED && f->type == PROTOBUF_C_TYPE_MESSAGE;
}

/* What is shown so far. */
typedef struct listing {
    arena *a;
    ContentField *field, **list;
    size_t n;
} listing;

/* What a page formats by itself. */
static bool fill_raw(const content *what, unsigned i, arena *a, ContentField *at) {
    const code_value *now = value_coded(what->type, what->now, i);
    const code_value *before = value_coded(what->type, what->before, i);
    at->unit = what->type->field[i].unit;
    at->raw = lend(raw_text(what->type, what->now, i, a));
    at->raw_before = lend(raw_text(what->type, what->before, i, a));
    if (now) {
        at->code = lend(code_is_blank(now) ? "" : now->text);
        at->code_zh = lend(now->label.zh);
        at->code_en = lend(now->label.en);
    }
    if (before) {
        at->code_before_zh = lend(before->label.zh);
        at->code_before_en = lend(before->label.en);
    }
    return at->raw && at->raw_before;
}

/* False when the arena is full. A field in which neither version holds anything is left out. */
static bool fill(const content *what, unsigned i, const char *path, listing *out) {
    const field_type *option = &what->type->field[i];
    const char *now = shown_text(what->type, what->now, i, out->a);
    const char *before = shown_text(what->type, what->before, i, out->a);
    const char *name = arena_printf(out->a, "%s%s", path, what->type->descriptor->fields[i].name);
    if (!now || !before || !name) return false;
    if (!now[0] && !before[0]) return true;
    ContentField *at = &out->field[out->n];
    *at = (ContentField) CONTENT_FIELD_INIT;
    at->field = lend(name);
    at->label_zh = lend(option->label.zh ? option->label.zh : "");
    at->label_en = lend(option->label.en ? option->label.en : "");
    at->value = lend(now);
    at->before = lend(before);
    at->changed = what->before && strcmp(now, before) != 0;
    at->personal = option->personal;
    if (!fill_raw(what, i, out->a, at)) return false;
    out->list[out->n++] = at;
    return true;
}

/* A number that is 0 in a member says nothing: its other columns are used. */
static bool is_blank(const message_type *type, const ProtobufCMessage *member, unsigned i) {
    return !member || !is_shown(type, i) || field_is_text(type, i) || !field_number(member, i);
}

static values members_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *f) {
    return message ? values_of(message, f) : (values){NULL, 0, 0};
}

static const ProtobufCMessage *member_at(values list, size_t k) {
    return k < list.n ? value_message(value_at(list, k)) : NULL;
}

static bool fill_member(const content *member, const char *path, listing *out) {
    for (unsigned i = 0; i < member->type->descriptor->n_fields; i++) {
        bool text = is_shown(member->type, i) && field_is_text(member->type, i);
        bool empty = !text && is_blank(member->type, member->now, i) &&
                     is_blank(member->type, member->before, i);
        if (!empty && !fill(member, i, path, out)) return false;
    }
    return true;
}

static bool fill_list(const content *what, unsigned i, listing *out) {
    const ProtobufCFieldDescriptor *f = &what->type->descriptor->fields[i];
    values now = members_of(what->now, f), before = members_of(what->before, f);
    for (size_t k = 0; k < now.n || k < before.n; k++) {
        content member = {NULL, member_at(now, k), member_at(before, k)};
        const char *path = arena_printf(out->a, "%s[%zu].", f->name, k);
        member.type = catalog_type_of(member.now ? member.now : member.before);
        if (!path || !fill_member(&member, path, out)) return false;
    }
    return true;
}

/* How many fields there are at most. */
static size_t room_of(const content *what) {
    size_t n = 1;
    for (unsigned i = 0; what->now && i < what->type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &what->type->descriptor->fields[i];
        n++;
        if (!is_list(what->type, i)) continue;
        const ProtobufCMessageDescriptor *member = f->descriptor;
        n += (members_of(what->now, f).n + members_of(what->before, f).n) * member->n_fields;
    }
    return n;
}

status content_show(const content *what, arena *a, Query__ContentField ***out, size_t *n) {
    unsigned n_fields = what->now ? what->type->descriptor->n_fields : 0;
    size_t room = room_of(what);
    listing shown = {a, arena_alloc(a, room * sizeof *shown.field),
                     arena_alloc(a, room * sizeof *shown.list), 0};
    if (!shown.field || !shown.list) return E_ARENA;
    for (unsigned i = 0; i < n_fields; i++) {
        bool good = true;
        if (is_shown(what->type, i)) good = fill(what, i, "", &shown);
        if (is_list(what->type, i)) good = fill_list(what, i, &shown);
        if (!good) return E_ARENA;
    }
    *out = shown.list;
    *n = shown.n;
    return OK;
}

status content_changes(const content *what, arena *a, Query__ContentField ***out, size_t *n) {
    size_t kept = 0, shown = 0;
    status s = content_show(what, a, out, &shown);
    for (size_t i = 0; s == OK && i < shown; i++)
        if ((*out)[i]->changed) (*out)[kept++] = (*out)[i];
    *n = kept;
    return s;
}
