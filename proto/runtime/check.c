/* check: see check.h. One walk over the descriptor with the options of the contract beside it.
 * Depth is bounded because the contract has no recursive message (tools/lint). */
#include "proto/runtime/check.h"

#include <stdio.h>
#include <string.h>

#include "proto/runtime/apply/values.h"
#include "proto/runtime/json/wire.h"
#include "proto/runtime/text.h"
#include "proto/runtime/uuid.h"

enum { UTF8_BYTES_MAX = 4 }; /* of one character */

/* Where the walk stands: a chain of fields back to the root, on the stack. */
typedef struct place {
    const struct place *above;
    const char *name;
    size_t index;
    bool list;
} place;

/* How a message is walked: a draft may still lack what is required. */
typedef struct walking {
    arena *a;
    check_extent extent;
    faults *found;
} walking;

/* Says whether protobuf-c gave up for lack of memory or for bad bytes. */
typedef struct meter {
    arena *a;
    bool full;
} meter;

static void *meter_alloc(void *self, size_t bytes) {
    meter *m = self;
    void *p = arena_alloc(m->a, bytes);
    if (!p) m->full = true;
    return p;
}

static void meter_free(void *self, void *p) {
    (void) self;
    (void) p;
}

static const char *path_of(const place *p, arena *a) {
    if (!p) return NULL;
    const char *above = p->above ? path_of(p->above, a) : "";
    const char *dot = p->above ? "." : "";
    if (!above) return NULL;
    if (p->list) return arena_printf(a, "%s%s%s[%zu]", above, dot, p->name, p->index);
    return arena_printf(a, "%s%s%s", above, dot, p->name);
}

static status check_code(const field_type *option, const char *text, int64_t number, bool is_text) {
    const code_table *table = option->codes && *option->codes ? catalog_codes(option->codes) : NULL;
    if (!table || (is_text ? !*text : number == 0)) return OK;
    for (unsigned i = 0; i < table->n; i++)
        if (is_text ? !strcmp(table->value[i].text, text) : table->value[i].number == number)
            return OK;
    return E_CODE_VALUE;
}

static bool digits_number(const char *text, size_t n, int64_t *out) {
    int64_t value = 0;
    if (strlen(text) != n) return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9') return false;
        value = value * 10 + (*text - '0');
    }
    *out = value;
    return true;
}

static status check_pattern_text(const char *pattern, const char *text) {
    uint8_t id[UUID_BYTES];
    int64_t number = 0;
    if (!pattern || !*pattern || !*text) return OK;
    if (!strcmp(pattern, "uuid")) return uuid_parse(text, id) ? OK : E_FORM;
    if (!strcmp(pattern, "date"))
        return digits_number(text, 8, &number) && text_is_date(number) ? OK : E_DATE;
    if (!strcmp(pattern, "period"))
        return digits_number(text, 6, &number) && text_is_period(number) ? OK : E_PERIOD;
    return E_INTERNAL;
}

static status check_unit(const field_type *option, int64_t number) {
    if (number == 0) return OK;
    bool date =
        option->unit == KERNEL__UNIT__DATE || (option->pattern && !strcmp(option->pattern, "date"));
    bool period = option->unit == KERNEL__UNIT__PERIOD ||
                  (option->pattern && !strcmp(option->pattern, "period"));
    if (date && !text_is_date(number)) return E_DATE;
    if (period && !text_is_period(number)) return E_PERIOD;
    return OK;
}

static size_t max_of(const field_type *option, const ProtobufCFieldDescriptor *f) {
    bool list = f->label == PROTOBUF_C_LABEL_REPEATED;
    if (option->max && !list) return option->max;
    return f->type == PROTOBUF_C_TYPE_BYTES ? CHECK_BYTES_MAX : CHECK_TEXT_MAX;
}

static status check_text(const field_type *option, const ProtobufCFieldDescriptor *f,
                         const char *text) {
    size_t bytes = strlen(text), most = max_of(option, f);
    if (bytes > UTF8_BYTES_MAX * most) return E_TOO_LONG;
    if (!text_clean(text, bytes)) return E_TEXT;
    if (text_characters(text) > most) return E_TOO_LONG;
    status s = check_code(option, text, 0, true);
    return s != OK ? s : check_pattern_text(option->pattern, text);
}

static status check_number(const field_type *option, const ProtobufCFieldDescriptor *f,
                           int64_t number) {
    bool wide = f->type == PROTOBUF_C_TYPE_UINT64 || f->type == PROTOBUF_C_TYPE_FIXED64;
    if (f->type == PROTOBUF_C_TYPE_ENUM &&
        !protobuf_c_enum_descriptor_get_value(f->descriptor, (int) number))
        return E_CODE_VALUE;
    if (option->least || option->most) {
        if (wide && number < 0) return E_RANGE;
        /* 0 is "not given"; whether it must be given says `required`. */
        bool absent = number == 0 && !option->required;
        if (!absent && (number < option->least || number > option->most)) return E_RANGE;
    }
    status s = check_unit(option, number);
    return s != OK ? s : check_code(option, NULL, number, false);
}

static bool walk(const message_type *type, const ProtobufCMessage *message, const place *above,
                 const walking *w);

/* True for a fault; it is noted. */
static bool fault(const walking *w, const place *here, status s) {
    return s != OK && faults_add(w->found, refuse(s, path_of(here, w->a)));
}

static bool check_value(const field_type *option, const ProtobufCFieldDescriptor *f, const void *at,
                        const place *here, const walking *w) {
    status s = OK;
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        return walk(option->message, value_message(at), here, w);
    else if (f->type == PROTOBUF_C_TYPE_STRING)
        s = check_text(option, f, value_text(at));
    else if (f->type == PROTOBUF_C_TYPE_BYTES)
        s = value_bytes(at).len > max_of(option, f) ? E_TOO_LONG : OK;
    else if (!value_is_real(f->type))
        s = check_number(option, f, value_number(f->type, at));
    return fault(w, here, s);
}

/* What a text names to be made empty: a field that it may name, and that says nothing itself. */
static bool check_cleared(const message_type *type, const char *clears, const char *name, size_t n,
                          const ProtobufCMessage *message, const place *here, const walking *w) {
    for (size_t k; *(clears += strspn(clears, " ")); clears += k) {
        k = strcspn(clears, " ");
        if (k != n || strncmp(clears, name, n) != 0) continue;
        const char *field = arena_printf(w->a, "%.*s", (int) n, name);
        int at = field ? catalog_field(type, field) : -1;
        if (at < 0) return fault(w, here, E_ARENA);
        const ProtobufCFieldDescriptor *f = &type->descriptor->fields[at];
        const values v = values_of(message, f);
        bool says = v.n && !value_is_default(f->type, v.at);
        return says && faults_add(w->found, (verdict){E_CODE_VALUE, field, "cleared_filled"});
    }
    return fault(w, here, E_CODE_VALUE);
}

static bool check_clears(const message_type *type, unsigned i, const char *text,
                         const ProtobufCMessage *message, const place *here, const walking *w) {
    bool found = false;
    for (size_t n; *(text += strspn(text, " ")); text += n) {
        n = strcspn(text, " ");
        found |= check_cleared(type, type->field[i].clears, text, n, message, here, w);
    }
    return found;
}

static bool check_field(const message_type *type, unsigned i, const ProtobufCMessage *message,
                        const place *above, const walking *w) {
    const field_type *option = &type->field[i];
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[i];
    values v = values_of(message, f);
    place here = {above, f->name, 0, false};
    bool list = f->label == PROTOBUF_C_LABEL_REPEATED, found = false;
    bool absent = v.n == 0 || (!list && value_is_default(f->type, v.at));
    if (option->at_counter && !absent) return fault(w, &here, E_KEY_FIELD);
    if (option->required && absent) return w->extent == CHECK_WHOLE && fault(w, &here, E_REQUIRED);
    if (list && v.n > (option->max ? option->max : CHECK_LIST_MAX))
        return fault(w, &here, E_TOO_LONG);
    if (option->clears && *option->clears && !absent)
        return check_clears(type, i, value_text(v.at), message, &here, w);
    here.list = list;
    for (; here.index < v.n; here.index++)
        found |= check_value(option, f, value_at(v, here.index), &here, w);
    return found;
}

static bool check_unknown(const ProtobufCMessage *message, const place *above, const walking *w) {
    char number[16];
    if (message->n_unknown_fields == 0) return false;
    snprintf(number, sizeof number, "#%u", message->unknown_fields[0].tag);
    return fault(w, &(place){above, number, 0, false}, E_UNKNOWN_FIELD);
}

static bool walk(const message_type *type, const ProtobufCMessage *message, const place *above,
                 const walking *w) {
    const ProtobufCMessageDescriptor *d = type->descriptor;
    bool found = false;
    for (unsigned i = 0; i < d->n_fields; i++) found |= check_field(type, i, message, above, w);
    return check_unknown(message, above, w) || found;
}

void check_message(const message_type *type, const ProtobufCMessage *message, arena *a,
                   faults *found) {
    walk(type, message, NULL, &(walking){a, CHECK_WHOLE, found});
}

/* As check_message, and what is at fault is empty afterwards. */
static void check_and_empty(const message_type *type, ProtobufCMessage *message, const walking *w) {
    const ProtobufCMessageDescriptor *d = type->descriptor;
    for (unsigned i = 0; i < d->n_fields; i++)
        if (check_field(type, i, message, NULL, w)) value_clear(message, &d->fields[i]);
    check_unknown(message, NULL, w);
}

static verdict unpack(const message_type *type, ProtobufCBinaryData bytes, size_t bytes_max,
                      arena *a, ProtobufCMessage **out) {
    static const uint8_t nothing[1];
    meter m = {a, false};
    ProtobufCAllocator allocator = {meter_alloc, meter_free, &m};
    const uint8_t *data = bytes.len ? bytes.data : nothing;
    const char *field = NULL;
    if (bytes.len > (bytes_max ? bytes_max : CHECK_MESSAGE_BYTES_MAX))
        return refuse(E_TOO_LARGE, NULL);
    status s = wire_scan(type->descriptor, data, bytes.len, &field);
    if (s != OK) return refuse(s, field);
    *out = protobuf_c_message_unpack(type->descriptor, &allocator, bytes.len, data);
    return *out ? accept() : refuse(m.full ? E_ARENA : E_MALFORMED, NULL);
}

verdict check_unpack(const message_type *type, ProtobufCBinaryData bytes, size_t bytes_max,
                     arena *a, ProtobufCMessage **out) {
    faults found = {0};
    ProtobufCMessage *message = NULL;
    verdict v = unpack(type, bytes, bytes_max, a, &message);
    if (refused(v)) return v;
    check_message(type, message, a, &found);
    if (!found.n) *out = message;
    return faults_first(&found);
}

verdict check_unpack_all(const message_type *type, ProtobufCBinaryData bytes, size_t bytes_max,
                         check_extent extent, arena *a, faults *found, ProtobufCMessage **out) {
    verdict v = unpack(type, bytes, bytes_max, a, out);
    if (!refused(v)) check_and_empty(type, *out, &(walking){a, extent, found});
    return v;
}
