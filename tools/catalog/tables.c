/* gen/catalog.c, first half: messages with their fields, rows, events. */
#include <stdlib.h>
#include <string.h>

#include "tools/catalog/emit.h"

typedef void visit(const model *m, const Schema__File *file, const Schema__Message *message,
                   int number, FILE *out);

static void each_message(const model *m, FILE *out, visit *do_one) {
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__File *file = m->set->file[f];
        if (!file_is_contract(file)) continue;
        for (size_t i = 0; i < file->n_message; i++)
            do_one(m, file, file->message[i], (int) i, out);
    }
}

static void declare(const model *m, const Schema__File *file, const Schema__Message *message,
                    int number, FILE *out) {
    (void) m, (void) number;
    if (message->n_nested)
        fail("%s: nested messages are not used here; give %s a name of its own", file->name,
             message->nested[0]->name);
    const char *symbol = c_symbol(file->package, message->name);
    fprintf(out, "static const message_type message_%s;\n", symbol);
    if (row_option(message)) fprintf(out, "extern const row_type row_%s;\n", snake(message->name));
    if (event_option(message)) fprintf(out, "static const event_type event_%s;\n", symbol);
}

static int masked_as(const Schema__Message *message, const Schema__FieldDef *field) {
    int kind = field_index(message, field_option(field)->masked_as);
    if (kind < 0 || strcmp(message->field[kind]->type_name, ".kernel.Personal") != 0 ||
        field->type != TYPE_STRING || field_repeated(field))
        fail("%s.%s: masked_as names no sibling field of type kernel.Personal", message->name,
             field->name);
    return kind;
}

static void emit_field(const model *m, const Schema__File *file, const Schema__Message *message,
                       const Schema__FieldDef *field, int32_t number, int32_t at, FILE *out) {
    const Kernel__Field *o = field_option(field);
    int hash_of = o->hash_of[0] ? field_index(message, o->hash_of) : -1;
    if (o->hash_of[0] && hash_of < 0)
        fail("%s.%s: hash_of names no field", message->name, field->name);
    fputs("    {", out);
    emit_pair(out, o->label);
    fprintf(out, ", \"%s\", ", field->json_name);
    const char *texts[] = {o->codes, o->column, o->example, o->pattern,
                           comment_at(file, (int32_t[]){4, number, 2, at}, 4)};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        emit_text(out, texts[i]);
        fputs(", ", out);
    }
    uint32_t max = o->max ? o->max : field_repeated(field) ? 1000 : 200;
    fprintf(out, "%d, %d, %uu, %s, %d, INT64_C(%lld), INT64_C(%lld), ", (int) o->personal,
            (int) o->unit, max, o->required ? "true" : "false", hash_of, (long long) o->least,
            (long long) o->most);
    const Schema__File *home = NULL;
    const Schema__Message *inner =
        field->type == TYPE_MESSAGE ? model_message(m, field->type_name, &home) : NULL;
    if (inner && file_is_contract(home))
        fprintf(out, "&message_%s, ", c_symbol(home->package, inner->name));
    else
        fputs("NULL, ", out);
    fprintf(out, "%d, %s},\n", o->masked_as[0] ? masked_as(message, field) : -1,
            field_in_block(message, field) ? "true" : "false");
}

static void define_message(const model *m, const Schema__File *file, const Schema__Message *message,
                           int number, FILE *out) {
    const char *symbol = c_symbol(file->package, message->name);
    check_block(m, message);
    emit_block(message, symbol, out);
    if (message->n_field) {
        fprintf(out, "static const field_type fields_%s[] = {\n", symbol);
        for (size_t i = 0; i < message->n_field; i++)
            emit_field(m, file, message, message->field[i], number, (int32_t) i, out);
        fputs("};\n", out);
    }
    fprintf(out, "static const message_type message_%s = {\n    \"%s.%s\", &%s__descriptor, ",
            symbol, file->package, message->name, symbol);
    if (message->n_field)
        fprintf(out, "fields_%s, ", symbol);
    else
        fputs("NULL, ", out);
    emit_text(out, comment_at(file, (int32_t[]){4, number}, 2));
    fprintf(out, row_option(message) ? ", &row_%s" : ", NULL", snake(message->name));
    fprintf(out, event_option(message) ? ", &event_%s" : ", NULL", symbol);
    fprintf(out, has_block(message) ? ", &block_%s};\n" : ", NULL};\n", symbol);
}

static int optional_field(const Schema__Message *message, const char *name) {
    if (!name[0]) return -1;
    int at = field_index(message, name);
    if (at < 0) fail("%s: option names the field %s, which does not exist", message->name, name);
    return at;
}

static void emit_index(const Schema__Message *message, size_t n, char *const *fields, bool unique,
                       const char *name, FILE *out) {
    fprintf(out, "    {%zu, {", n);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%d", i ? ", " : "", optional_field(message, fields[i]));
    fprintf(out, "}, %s, ", unique ? "true" : "false");
    if (name)
        fprintf(out, "\"%s\"},\n", name);
    else
        fputs("NULL},\n", out);
}

static int rows_seen;

static void define_row(const model *m, const Schema__File *file, const Schema__Message *message,
                       int number, FILE *out) {
    (void) m, (void) number;
    const Kernel__Row *row = row_option(message);
    if (!row) return;
    if (!row->n_key || field_index(message, "version") < 0)
        fail("row %s needs a key and `int64 version`", message->name);
    const char *name = snake(message->name);
    fprintf(out, "static const row_index indexes_%s[] = {\n", name);
    emit_index(message, row->n_key, row->key, true, NULL, out);
    for (size_t i = 0; i < row->n_index; i++) {
        char sql[256];
        snprintf(sql, sizeof sql, "%s_by", row->table);
        for (size_t f = 0; f < row->index[i]->n_field; f++)
            snprintf(sql + strlen(sql), sizeof sql - strlen(sql), "_%s", row->index[i]->field[f]);
        emit_index(message, row->index[i]->n_field, row->index[i]->field, row->index[i]->unique,
                   sql, out);
    }
    fprintf(out,
            "};\nconst row_type row_%s = {\"%s\", \"%s\", &message_%s, %d, %zu, indexes_%s, "
            "%d, %d, %d, %d, %d, %d, %s, %s};\n",
            name, message->name, row->table, c_symbol(file->package, message->name), rows_seen++,
            row->n_index + 1, name, field_index(message, "version"),
            optional_field(message, row->owner), optional_field(message, row->unit_field),
            optional_field(message, row->district_field),
            optional_field(message, row->person_field), optional_field(message, row->account_field),
            row->cache ? "true" : "false", row->reference ? "true" : "false");
}

static bool same_kind(const Schema__FieldDef *a, const Schema__FieldDef *b) {
    bool text_a = a->type == TYPE_STRING, text_b = b->type == TYPE_STRING;
    bool bytes_a = a->type == TYPE_BYTES, bytes_b = b->type == TYPE_BYTES;
    return text_a == text_b && bytes_a == bytes_b && a->label == b->label;
}

static size_t emit_copies(const char *name, const Schema__Message *from, const Schema__Message *row,
                          FILE *out) {
    size_t n = 0;
    fprintf(out, "static const apply_copy %s[] = {", name);
    for (size_t i = 0; i < from->n_field; i++) {
        int to = field_index(row, from->field[i]->name);
        if (to < 0 || field_in_block(row, row->field[to])) continue;
        if (!same_kind(from->field[i], row->field[to]))
            fail("%s.%s and %s.%s have different types", from->name, from->field[i]->name,
                 row->name, row->field[to]->name);
        fprintf(out, "{%zu, %d}, ", i, to);
        n++;
    }
    fputs("{0, 0}};\n", out);
    return n;
}

static void emit_value(const Schema__Message *event, const char *value, bool add, FILE *out) {
    char *end = NULL;
    long long number = strtoll(value, &end, 10);
    if (*value && !*end)
        fprintf(out, "%s, INT64_C(%lld), NULL, -1", add ? "SET_ADD" : "SET_NUMBER", number);
    else if (!strcmp(value, "$received_at"))
        fputs("SET_RECEIVED_AT, 0, NULL, -1", out);
    else if (!strcmp(value, "$actor"))
        fputs("SET_ACTOR, 0, NULL, -1", out);
    else if (!strcmp(value, "$case_no"))
        fputs("SET_CASE_NO, 0, NULL, -1", out);
    else if (value[0] == '"')
        fprintf(out, "SET_TEXT, 0, %s, -1", value);
    else
        fprintf(out, "SET_FIELD, 0, NULL, %d", optional_field(event, value));
}

static void emit_sets(const char *name, const Schema__Message *event, const Schema__Message *row,
                      const Kernel__Apply *apply, FILE *out) {
    fprintf(out, "static const apply_set %s[] = {", name);
    for (size_t i = 0; i < apply->n_set; i++) {
        char field[128];
        const char *equals = strchr(apply->set[i], '=');
        if (!equals || equals == apply->set[i] || equals - apply->set[i] >= 127)
            fail("%s: set \"%s\" is not field=value", event->name, apply->set[i]);
        bool add = equals[-1] == '+';
        snprintf(field, sizeof field, "%.*s", (int) (equals - apply->set[i]) - add, apply->set[i]);
        fprintf(out, "{%d, ", optional_field(row, field));
        emit_value(event, equals + 1, add, out);
        fputs("}, ", out);
    }
    fputs("{0, SET_NUMBER, 0, NULL, -1}};\n", out);
}

static void define_event(const model *m, const Schema__File *file, const Schema__Message *message,
                         int number, FILE *out) {
    (void) number;
    const Kernel__Event *event = event_option(message);
    if (!event) return;
    const char *symbol = c_symbol(file->package, message->name);
    size_t copies[16], each_copies[16];
    int each[16];
    if (event->n_apply > 16 || !event->subject[0])
        fail("event %s: needs a subject and at most 16 applies", message->name);
    for (size_t i = 0; i < event->n_apply; i++) {
        const Kernel__Apply *apply = event->apply[i];
        const Schema__Message *row = row_by_short_name(m, apply->row);
        if (!row) fail("event %s: row %s does not exist", message->name, apply->row);
        check_effect(m, message, row, apply);
        if (apply->remove && apply->create)
            fail("event %s: %s cannot be made and removed at once", message->name, apply->row);
        char name[160];
        snprintf(name, sizeof name, "copy_%s_%zu", symbol, i);
        copies[i] = emit_copies(name, message, row, out);
        each[i] = optional_field(message, apply->each);
        snprintf(name, sizeof name, "each_%s_%zu", symbol, i);
        const Schema__Message *inner =
            each[i] < 0 ? NULL : model_message(m, message->field[each[i]]->type_name, NULL);
        static const Schema__Message none = SCHEMA__MESSAGE__INIT;
        each_copies[i] = emit_copies(name, inner ? inner : &none, row, out);
        snprintf(name, sizeof name, "set_%s_%zu", symbol, i);
        emit_sets(name, message, row, apply, out);
    }
    emit_destroys(m, message, symbol, out);
    fprintf(out, "static const apply_type apply_%s[] = {\n", symbol);
    for (size_t i = 0; i < event->n_apply; i++)
        fprintf(out,
                "    {&row_%s, %s, %s, %d, %zu, %zu, copy_%s_%zu, each_%s_%zu, %zu, set_%s_%zu},\n",
                snake(event->apply[i]->row), event->apply[i]->create ? "true" : "false",
                event->apply[i]->remove ? "true" : "false", each[i], copies[i], each_copies[i],
                symbol, i, symbol, i, event->apply[i]->n_set, symbol, i);
    fprintf(out,
            "    {NULL, false, false, -1, 0, 0, NULL, NULL, 0, NULL}};\n"
            "static const event_type event_%s = {\"%s.%s\", &message_%s, ",
            symbol, file->package, message->name, symbol);
    emit_pair(out, event->title);
    fprintf(out, ", %d, %u, %zu, apply_%s, %zu, destroys_%s};\n",
            optional_field(message, event->subject), event->schema ? event->schema : 1,
            event->n_apply, symbol, event->n_destroys, symbol);
}

typedef struct named {
    char *name, *symbol;
} named;

static int by_name(const void *a, const void *b) {
    return strcmp(((const named *) a)->name, ((const named *) b)->name);
}

typedef bool wanted(const Schema__Message *message);
static bool any_message(const Schema__Message *message) {
    return message != NULL;
}
static bool is_event(const Schema__Message *message) {
    return event_option(message) != NULL;
}

static void emit_sorted(const model *m, const char *type, const char *list, const char *prefix,
                        wanted *want, FILE *out) {
    static named all[4096];
    size_t n = 0;
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__File *file = m->set->file[f];
        for (size_t i = 0; file_is_contract(file) && i < file->n_message; i++) {
            if (!want(file->message[i])) continue;
            char full[256];
            snprintf(full, sizeof full, "%s.%s", file->package, file->message[i]->name);
            all[n++] = (named){strdup(full), c_symbol(file->package, file->message[i]->name)};
        }
    }
    qsort(all, n, sizeof all[0], by_name);
    fprintf(out, "const %s *const %s[] = {\n", type, list);
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "    &%s%s,\n", prefix, all[i].symbol);
        free(all[i].name);
    }
    fprintf(out, "    NULL};\nconst unsigned n_%s = %zu;\n", list, n);
}

static void list_row(const model *m, const Schema__File *file, const Schema__Message *message,
                     int number, FILE *out) {
    (void) m, (void) file, (void) number;
    if (row_option(message)) fprintf(out, "    &row_%s,\n", snake(message->name));
}

void emit_tables(const model *m, FILE *out) {
    fputs("#include \"proto/runtime/catalog.h\"\n", out);
    for (size_t f = 0; f < m->set->n_file; f++)
        if (file_is_contract(m->set->file[f]))
            fprintf(out, "#include \"%.*s.pb-c.h\"\n", (int) strlen(m->set->file[f]->name) - 6,
                    m->set->file[f]->name);
    each_message(m, out, declare);
    each_message(m, out, define_message);
    each_message(m, out, define_row);
    each_message(m, out, define_event);
    emit_sorted(m, "message_type", "messages", "message_", any_message, out);
    emit_sorted(m, "event_type", "events", "event_", is_event, out);
    fputs("const row_type *const row_types[] = {\n", out);
    each_message(m, out, list_row);
    fprintf(out, "    NULL};\nconst unsigned n_row_types = %d;\n", rows_seen);
}
