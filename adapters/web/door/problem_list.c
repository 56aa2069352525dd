/* problem_list: see problem_list.h. A field is found by its proto path, "month[3].period". */
#include "adapters/web/door/problem_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "adapters/web/door/reply.h"

static void set_text(json_t *object, const char *name, const char *value) {
    if (value && *value) json_object_set_new(object, name, json_string(value));
}

/* ---- where ---------------------------------------------------------------------------------- */

/* A field by its path: its options, and where it stands in the JSON that was sent. */
typedef struct found_field {
    const field_type *option; /* NULL: none of the input's */
    const ProtobufCFieldDescriptor *descriptor;
    const char *pointer; /* RFC 6901 */
} found_field;

/* One step of the path: "month[3]". */
static const char *step_into(const message_type **type, const char *path, const char *pointer,
                             arena *a, found_field *out) {
    char name[64];
    size_t n = strcspn(path, "[.");
    snprintf(name, sizeof name, "%.*s", (int) n, path);
    int at = *type ? catalog_field(*type, name) : -1;
    if (at < 0) return NULL;
    unsigned index = 0;
    bool member = path[n] == '[' && sscanf(path + n, "[%u]", &index) == 1;
    out->option = &(*type)->field[at];
    out->descriptor = &(*type)->descriptor->fields[at];
    *type = out->option->message;
    return member ? arena_printf(a, "%s/%s/%u", pointer, out->option->json_name, index)
                  : arena_printf(a, "%s/%s", pointer, out->option->json_name);
}

static found_field find_field(const message_type *input, const char *path, arena *a) {
    found_field out = {NULL, NULL, ""};
    for (const char *at = path; at && *at;) {
        const char *longer = step_into(&input, at, out.pointer, a, &out);
        if (!longer) return (found_field){NULL, NULL, ""};
        out.pointer = longer;
        at = strchr(at, '.');
        if (at) at++;
    }
    return out;
}

/* ---- what ----------------------------------------------------------------------------------- */

static const char *longest(const found_field *f, bool english, arena *a) {
    bool list = f->descriptor->label == PROTOBUF_C_LABEL_REPEATED;
    const char *what = english ? list ? "entries" : "characters" : list ? "条" : "个字";
    return arena_printf(a, english ? "%u %s at most" : "最多%u%s", f->option->max, what);
}

/* Money is read in yuan. */
static const char *bound(const field_type *option, int64_t n, arena *a) {
    if (option->unit == KERNEL__UNIT__FEN)
        return arena_printf(a, "%" PRId64 ".%02d", n / 100, (int) (n % 100));
    return arena_printf(a, "%" PRId64, n);
}

static const char *range(const field_type *option, bool english, arena *a) {
    const char *least = bound(option, option->least, a), *most = bound(option, option->most, a);
    bool open = option->most == INT64_MAX || option->most == INT32_MAX;
    if (!least || !most || (!option->least && !option->most)) return NULL;
    if (open) return arena_printf(a, english ? "%s at least" : "最小%s", least);
    return arena_printf(a, english ? "%s to %s" : "%s至%s", least, most);
}

/* What the contract allows, where the code alone does not say it. */
static const char *limit_of(const found_field *f, status code, bool english, arena *a) {
    if (!f->option) return NULL;
    if (code == E_TOO_LONG) return longest(f, english, a);
    return code == E_RANGE ? range(f->option, english, a) : NULL;
}

static const char *sentence(const found_field *f, status code, const char *reason, bool english,
                            arena *a) {
    const char *text = status_sentence(code, reason, english);
    const char *limit = *status_reason(code, reason, false) ? NULL : limit_of(f, code, english, a);
    if (!limit) return text;
    const char *whole = arena_printf(a, english ? "%s (%s)" : "%s（%s）", text, limit);
    return whole ? whole : text;
}

static json_t *error_of(const problem *p, const Bus__Fault *fault, bool english, arena *a) {
    const status code = fault->status;
    const found_field f = find_field(p->input, fault->field, a);
    json_t *o = json_pack("{ss}", "code", status_name(code));
    set_text(o, "field", fault->field);
    set_text(o, "pointer", f.pointer);
    if (f.option) set_text(o, "label", text_pair_in(f.option->label, english));
    set_text(o, "text", sentence(&f, code, fault->reason, english, a));
    if (!*status_reason(code, fault->reason, english))
        set_text(o, "next", status_next(code, english));
    set_text(o, "href", status_href(code));
    set_text(o, "reason", fault->reason);
    return o;
}

json_t *problem_errors(const problem *p, bool english, arena *a) {
    json_t *list = json_array();
    const Bus__Answer *answer = p->answer;
    for (size_t i = 0; answer && i < answer->n_fault; i++)
        if (*answer->fault[i]->field || answer->n_fault > 1)
            json_array_append_new(list, error_of(p, answer->fault[i], english, a));
    if (json_array_size(list) || !p->field || !*p->field) return list;
    Bus__Fault own = BUS__FAULT__INIT;
    own.status = p->code;
    own.field = (char *) (uintptr_t) p->field;
    own.reason = (char *) (uintptr_t) (p->reason ? p->reason : "");
    json_array_append_new(list, error_of(p, &own, english, a));
    return list;
}

/* ---- which gate ----------------------------------------------------------------------------- */

void problem_gate(json_t *object, const problem *p, bool english) {
    const Bus__Answer *answer = p->answer;
    const Bus__Fault *known = answer && answer->n_fault == 1 ? answer->fault[0] : NULL;
    const char *next = status_reason(p->code, p->reason, english);
    if (!*status_gate(p->code)) return;
    json_t *gate = json_pack("{ssss}", "kind", status_gate(p->code), "by",
                             status_by(p->code, p->reason, english));
    if (known) {
        reply_set_time(gate, "since", known->since_us);
        reply_set_time(gate, "until", known->until_us);
        set_text(gate, "notice", known->notice);
    }
    set_text(gate, "next", *next ? next : status_next(p->code, english));
    json_object_set_new(object, "gate", gate);
}
