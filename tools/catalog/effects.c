/* effects: what an event does to rows. A contract whose effect would stop a worker, cut a number,
 * or put a personal field where it does not belong stops here, with rpc, event and field named. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tools/catalog/emit.h"

enum { APPLIES_MAX = 16 };

/* ---- one assignment -------------------------------------------------------------------------- */

/* row field `to` becomes, grows or shrinks (`how`: = + -) by a constant `value` or by a field. */
typedef struct assignment {
    const Schema__FieldDef *to;
    int to_index, from_index;
    char how;
    const char *value;
    int32_t code; /* of the enum's value that `value` names */
    bool is_code;
    const Schema__FieldDef *from; /* NULL for a constant */
    bool of_member;
} assignment;

/* What one apply works on. */
typedef struct effect {
    const model *m;
    const Schema__Message *event, *row, *member; /* of `each`, NULL for none */
    const Kernel__Apply *apply;
} effect;

static bool is_constant(const char *value) {
    char *end = NULL;
    (void) !strtoll(value, &end, 10);
    return (*value && !*end) || value[0] == '"' || value[0] == '$';
}

static assignment parse(const effect *e, const char *set) {
    char field[128];
    const char *equals = strchr(set, '=');
    if (!equals || equals == set || equals - set >= 127)
        fail("set \"%s\" is not field=value, field+=value or field-=value", set);
    char how = equals[-1] == '+' || equals[-1] == '-' ? equals[-1] : '=';
    snprintf(field, sizeof field, "%.*s", (int) (equals - set) - (how != '='), set);
    assignment a = {.how = how, .value = equals + 1, .to_index = field_index(e->row, field)};
    if (a.to_index < 0) fail("set \"%s\": %s has no field %s", set, e->row->name, field);
    a.to = e->row->field[a.to_index];
    if (a.to->type == TYPE_ENUM) a.is_code = enum_number(e->m, a.to->type_name, a.value, &a.code);
    if (a.is_code || is_constant(a.value)) return a;
    a.from_index = e->member ? field_index(e->member, a.value) : -1;
    a.of_member = a.from_index >= 0;
    if (!a.of_member) a.from_index = field_index(e->event, a.value);
    if (a.from_index < 0) fail("set \"%s\": %s has no field %s", set, e->event->name, a.value);
    a.from = (a.of_member ? e->member : e->event)->field[a.from_index];
    return a;
}

/* ---- what fits into what --------------------------------------------------------------------- */

static bool is_number(const Schema__FieldDef *f) {
    return !field_repeated(f) && f->type != TYPE_STRING && f->type != TYPE_BYTES &&
           f->type != TYPE_MESSAGE && f->type != TYPE_DOUBLE && f->type != TYPE_FLOAT;
}

static int bits_of(const Schema__FieldDef *f) {
    switch (f->type) {
    case TYPE_INT64:
    case TYPE_UINT64:
    case TYPE_FIXED64:
    case TYPE_SFIXED64:
    case TYPE_SINT64:
        return 64;
    default:
        return f->type == TYPE_BOOL ? 1 : 32;
    }
}

static bool is_unsigned(const Schema__FieldDef *f) {
    return f->type == TYPE_UINT32 || f->type == TYPE_UINT64 || f->type == TYPE_FIXED32 ||
           f->type == TYPE_FIXED64 || f->type == TYPE_BOOL;
}

/* Whether every value of `from` is one of `to`. */
static bool fits(const Schema__FieldDef *from, const Schema__FieldDef *to) {
    if (from->label != to->label) return false;
    if (!is_number(from) || !is_number(to) || from->type == to->type)
        return from->type == to->type && !strcmp(from->type_name, to->type_name);
    if (is_unsigned(from) == is_unsigned(to)) return bits_of(to) >= bits_of(from);
    return is_unsigned(from) && bits_of(to) > bits_of(from);
}

static bool number_fits(long long number, const Schema__FieldDef *to) {
    if (to->type == TYPE_BOOL) return number == 0 || number == 1;
    if (is_unsigned(to) && number < 0) return false;
    if (bits_of(to) == 64) return true;
    return is_unsigned(to) ? number <= UINT_MAX : number >= INT_MIN && number <= INT_MAX;
}

static bool constant_fits(const char *value, const Schema__FieldDef *to) {
    if (!strcmp(value, "$received_at")) return is_number(to) && bits_of(to) == 64;
    if (value[0] == '"' || !strcmp(value, "$actor") || !strcmp(value, "$case_no"))
        return to->type == TYPE_STRING && !field_repeated(to);
    return value[0] != '$' && is_number(to) && number_fits(strtoll(value, NULL, 10), to);
}

/* ---- checks ---------------------------------------------------------------------------------- */

static void check_same_kind(const effect *e, const char *owner, const Schema__FieldDef *from,
                            const Schema__FieldDef *to) {
    if (!fits(from, to))
        fail("%s.%s does not fit into %s.%s: another type, or fewer bits", owner, from->name,
             e->row->name, to->name);
    if (field_option(from)->personal != field_option(to)->personal)
        fail("%s.%s and %s.%s differ in what is personal", owner, from->name, e->row->name,
             to->name);
}

/* What is assigned is not copied, too: the assignment wins. */
static bool is_copied(const effect *e, const Schema__Message *from, const Schema__FieldDef *field,
                      int *to) {
    for (size_t i = 0; i < e->apply->n_set; i++)
        if (!strcmp(parse(e, e->apply->set[i]).to->name, field->name)) return false;
    for (size_t i = 0; i < e->apply->n_omit; i++)
        if (!strcmp(e->apply->omit[i], field->name)) return false;
    *to = from ? field_index(e->row, field->name) : -1;
    return *to >= 0 && !field_in_block(e->row, e->row->field[*to]);
}

static bool copies(const effect *e, const Schema__Message *from, const char *name) {
    int at = from ? field_index(from, name) : -1, to;
    return at >= 0 && is_copied(e, from, from->field[at], &to);
}

static void check_assignment(const effect *e, const char *set) {
    assignment a = parse(e, set);
    if (a.from)
        check_same_kind(e, a.of_member ? e->member->name : e->event->name, a.from, a.to);
    else if (!a.is_code && !constant_fits(a.value, a.to))
        fail("set \"%s\": the value is nothing that %s.%s holds", set, e->row->name, a.to->name);
    if (a.how != '=' && a.to->type != TYPE_INT32 && a.to->type != TYPE_INT64)
        fail("set \"%s\": only int32 and int64 are counted", set);
}

/* A key without a source would end every worker that folds the event. */
static void check_key(const effect *e) {
    const Kernel__Row *row = row_option(e->row);
    for (size_t k = 0; k < row->n_key; k++) {
        bool covered = copies(e, e->event, row->key[k]) || copies(e, e->member, row->key[k]);
        for (size_t i = 0; i < e->apply->n_set; i++) {
            assignment a = parse(e, e->apply->set[i]);
            if (strcmp(a.to->name, row->key[k]) != 0) continue;
            if (a.how != '=') fail("key %s.%s is counted", e->row->name, row->key[k]);
            covered = true;
        }
        if (!covered)
            fail("key %s.%s is covered by no field of %s and no set", e->row->name, row->key[k],
                 e->event->name);
    }
}

static void check_versions(const effect *e) {
    uint32_t schema = event_option(e->event)->schema ? event_option(e->event)->schema : 1;
    uint32_t since = e->apply->since ? e->apply->since : 1;
    uint32_t until = e->apply->until ? e->apply->until : schema;
    if (since > until || until > schema)
        fail("effect on %s: since %u until %u are no schemas of an event of schema %u",
             e->apply->row, since, until, schema);
}

static void check_omitted(const effect *e) {
    for (size_t i = 0; i < e->apply->n_omit; i++) {
        const char *name = e->apply->omit[i];
        bool there =
            field_index(e->event, name) >= 0 || (e->member && field_index(e->member, name) >= 0);
        if (!there || field_index(e->row, name) < 0)
            fail("omit \"%s\": event and row %s do not both have it", name, e->row->name);
    }
}

static void check_copies(const effect *e, const Schema__Message *from) {
    for (size_t i = 0; from && i < from->n_field; i++) {
        int to;
        if (is_copied(e, from, from->field[i], &to))
            check_same_kind(e, from->name, from->field[i], e->row->field[to]);
    }
}

/* ---- the tables ------------------------------------------------------------------------------ */

static size_t emit_copies(const effect *e, const char *prefix, const char *name,
                          const Schema__Message *from, FILE *out) {
    size_t n = 0;
    fprintf(out, "static const apply_copy %s_%s[] = {", prefix, name);
    for (size_t i = 0; from && i < from->n_field; i++) {
        int to;
        if (!is_copied(e, from, from->field[i], &to)) continue;
        fprintf(out, "{%zu, %d}, ", i, to);
        n++;
    }
    fputs("{0, 0}};\n", out);
    return n;
}

static void emit_value(const assignment *a, FILE *out) {
    if (a->from)
        fprintf(out, "%s, 0, NULL, %d", a->of_member ? "SET_MEMBER" : "SET_FIELD", a->from_index);
    else if (a->is_code)
        fprintf(out, "SET_NUMBER, INT64_C(%d), NULL, -1", (int) a->code);
    else if (!strcmp(a->value, "$received_at"))
        fputs("SET_RECEIVED_AT, 0, NULL, -1", out);
    else if (!strcmp(a->value, "$actor"))
        fputs("SET_ACTOR, 0, NULL, -1", out);
    else if (!strcmp(a->value, "$case_no"))
        fputs("SET_CASE_NO, 0, NULL, -1", out);
    else if (a->value[0] == '"')
        fprintf(out, "SET_TEXT, 0, %s, -1", a->value);
    else
        fprintf(out, "SET_NUMBER, INT64_C(%lld), NULL, -1", strtoll(a->value, NULL, 10));
}

static void emit_sets(const effect *e, const char *name, FILE *out) {
    fprintf(out, "static const apply_set set_%s[] = {", name);
    for (size_t i = 0; i < e->apply->n_set; i++) {
        assignment a = parse(e, e->apply->set[i]);
        fprintf(out, "{%d, %s, ", a.to_index,
                a.how == '+'   ? "SET_PLUS"
                : a.how == '-' ? "SET_MINUS"
                               : "SET_TO");
        emit_value(&a, out);
        fputs("}, ", out);
    }
    fputs("{0, SET_TO, SET_NUMBER, 0, NULL, -1}};\n", out);
}

static effect effect_of(const model *m, const Schema__Message *event, const Kernel__Apply *apply) {
    effect e = {.m = m, .event = event, .apply = apply, .row = row_by_short_name(m, apply->row)};
    int each = field_index(event, apply->each);
    if (!e.row) fail("row %s does not exist", apply->row);
    if (*apply->each && (each < 0 || !field_repeated(event->field[each]) ||
                         event->field[each]->type != TYPE_MESSAGE))
        fail("each \"%s\" is no list of messages of it", apply->each);
    if (each >= 0) e.member = model_message(m, event->field[each]->type_name, NULL);
    return e;
}

static void check(const model *m, const effect *e) {
    if (e->apply->remove && e->apply->create)
        fail("%s cannot be made and removed at once", e->apply->row);
    for (size_t i = 0; i < e->apply->n_set; i++) (void) parse(e, e->apply->set[i]);
    check_effect(m, e->event, e->row, e->apply);
    check_versions(e);
    check_omitted(e);
    check_copies(e, e->event);
    check_copies(e, e->member);
    for (size_t i = 0; i < e->apply->n_set; i++) check_assignment(e, e->apply->set[i]);
    check_key(e);
}

/* One entry of the event's list goes to `list`, what it points to before it to `out`. */
static void emit_apply(const effect *e, const char *name, FILE *out, FILE *list) {
    size_t n = emit_copies(e, "copy", name, e->event, out);
    size_t n_each = emit_copies(e, "each", name, e->member, out);
    emit_sets(e, name, out);
    fprintf(list, "    {&row_%s, %u, %uu, %s, %s, %d, %zu, %zu, copy_%s, each_%s, %zu, set_%s},\n",
            snake(e->apply->row), e->apply->since, e->apply->until ? e->apply->until : UINT_MAX,
            e->apply->create ? "true" : "false", e->apply->remove ? "true" : "false",
            e->member ? field_index(e->event, e->apply->each) : -1, n, n_each, name, name,
            e->apply->n_set, name);
}

void about_event(const model *m, const Schema__File *home, const Schema__Message *event) {
    char rpcs[256] = "";
    for (size_t i = 0; i < home->n_message; i++) {
        const char *rpc = rpc_of_input(m, home->message[i]);
        if (rpc) snprintf(rpcs + strlen(rpcs), sizeof rpcs - strlen(rpcs), "rpc %s, ", rpc);
    }
    about("%s%s%s%sevent %s", rpcs, *rpcs ? "" : "service ", *rpcs ? "" : home->package,
          *rpcs ? "" : ", ", event->name);
}

void emit_event_type(const model *m, const Schema__File *file, const Schema__Message *message,
                     FILE *out) {
    const Kernel__Event *event = event_option(message);
    const char *symbol = c_symbol(file->package, message->name);
    about_event(m, file, message);
    if (event->n_apply > APPLIES_MAX) fail("more than %d effects", APPLIES_MAX);
    int subject = field_index(message, event->subject);
    if (subject < 0 || message->field[subject]->type != TYPE_STRING ||
        field_repeated(message->field[subject]))
        fail("its subject \"%s\" is no text of it", event->subject);
    char *list_text = NULL;
    size_t list_bytes = 0;
    FILE *list = open_memstream(&list_text, &list_bytes);
    if (!list) fail("out of memory");
    for (size_t i = 0; i < event->n_apply; i++) {
        char name[160];
        effect e = effect_of(m, message, event->apply[i]);
        check(m, &e);
        snprintf(name, sizeof name, "%s_%zu", symbol, i);
        emit_apply(&e, name, out, list);
    }
    fclose(list);
    emit_destroys(m, message, symbol, out);
    emit_tell(m, message, symbol, out);
    fprintf(out, "static const apply_type apply_%s[] = {\n%s", symbol, list_text);
    free(list_text);
    fprintf(out,
            "    {NULL, 0, 0, false, false, -1, 0, 0, NULL, NULL, 0, NULL}};\n"
            "static const event_type event_%s = {\"%s.%s\", &message_%s, ",
            symbol, file->package, message->name, symbol);
    emit_pair(out, event->title);
    fprintf(out, ", %d, %u, %zu, apply_%s, %zu, destroys_%s, %zu, %s%s};\n", subject,
            event->schema ? event->schema : 1, event->n_apply, symbol, event->n_destroys, symbol,
            event->n_tell, event->n_tell ? "tell_" : "NULL", event->n_tell ? symbol : "");
    about("%s", "");
}
