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

/* The largest number allowed; a smallest one alone leaves the top open. */
static int64_t most_of(const Schema__Message *message, const Schema__FieldDef *field) {
    const Kernel__Field *o = field_option(field);
    if (o->least > 0 && !o->most) return field->type == TYPE_INT32 ? INT32_MAX : INT64_MAX;
    if (o->least > o->most) fail("%s.%s: least is more than most", message->name, field->name);
    return o->most;
}

static void emit_offer(const model *m, const Schema__Message *message,
                       const Schema__FieldDef *field, FILE *out) {
    const Kernel__Field *o = field_option(field);
    for (size_t i = 0; i < o->n_offer; i++)
        if (!code_exists(m, o->codes, o->offer[i]))
            fail("%s.%s: offer: there is no code %s", message->name, field->name, o->offer[i]);
    emit_texts(out, o->offer, o->n_offer);
}

static void emit_field(const model *m, const Schema__File *file, const Schema__Message *message,
                       const Schema__FieldDef *field, int32_t number, int32_t at, FILE *out) {
    const Kernel__Field *o = field_option(field);
    int hash_of = o->hash_of[0] ? field_index(message, o->hash_of) : -1;
    if (o->hash_of[0] && hash_of < 0)
        fail("%s.%s: hash_of names no field", message->name, field->name);
    fputs("    {", out);
    emit_pair(out, label_of(m, field));
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
            (long long) most_of(message, field));
    const Schema__File *home = NULL;
    const Schema__Message *inner =
        field->type == TYPE_MESSAGE ? model_message(m, field->type_name, &home) : NULL;
    if (inner && file_is_contract(home))
        fprintf(out, "&message_%s, ", c_symbol(home->package, inner->name));
    else
        fputs("NULL, ", out);
    fprintf(out, "%d, %s, ", o->masked_as[0] ? masked_as(message, field) : -1,
            field_in_block(message, field) ? "true" : "false");
    emit_pair(out, o->needed);
    fputs(", ", out);
    emit_offer(m, message, field, out);
    emit_form_field(message, field, out);
    fputs("},\n", out);
}

static void define_message(const model *m, const Schema__File *file, const Schema__Message *message,
                           int number, FILE *out) {
    const char *symbol = c_symbol(file->package, message->name);
    if (event_option(message)) about_event(m, file, message);
    check_block(m, message);
    about("%s", "");
    emit_block(message, symbol, out);
    emit_form_groups(message, symbol, out);
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
    fprintf(out, has_block(message) ? ", &block_%s" : ", NULL", symbol);
    size_t n_group = message->options ? message->options->n_form : 0;
    fprintf(out, n_group ? ", %zu, form_%s};\n" : ", %zu, NULL};\n", n_group, symbol);
}

static int optional_field(const Schema__Message *message, const char *name) {
    if (!name[0]) return -1;
    int at = field_index(message, name);
    if (at < 0) fail("%s: option names the field %s, which does not exist", message->name, name);
    return at;
}

static void emit_index(const Schema__Message *message, size_t n, char *const *fields, bool unique,
                       bool range, int64_t without, const char *name, FILE *out) {
    fprintf(out, "    {%zu, {", n);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%d", i ? ", " : "", optional_field(message, fields[i]));
    const Schema__FieldDef *last = message->field[field_index(message, fields[n - 1])];
    if (range &&
        (unique || field_repeated(last) || (last->type != TYPE_INT32 && last->type != TYPE_INT64)))
        fail("row %s: a range is found by an int32 or int64 and is not unique, not so %s",
             message->name, last->name);
    if (range && without) fail("row %s: an index is a range or partial, not both", message->name);
    fprintf(out, "}, %s, %s, INT64_C(%lld), ", unique ? "true" : "false", range ? "true" : "false",
            (long long) without);
    if (name)
        fprintf(out, "\"%s\"},\n", name);
    else
        fputs("NULL},\n", out);
}

/* Only a number can be left out, and only of an index that forbids nothing. */
static void check_without(const Schema__Message *message, const Kernel__Index *index) {
    if (!index->without || !index->n_field) return;
    const char *last = index->field[index->n_field - 1];
    int type = (int) message->field[optional_field(message, last)]->type;
    if (index->unique || type == TYPE_STRING || type == TYPE_BYTES || type == TYPE_MESSAGE)
        fail("%s: an index is `without` a number in its last field, and not unique: %s",
             message->name, last);
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
    emit_index(message, row->n_key, row->key, true, false, 0, NULL, out);
    for (size_t i = 0; i < row->n_index; i++) {
        char sql[256];
        check_without(message, row->index[i]);
        snprintf(sql, sizeof sql, "%s_by", row->table);
        for (size_t f = 0; f < row->index[i]->n_field; f++)
            snprintf(sql + strlen(sql), sizeof sql - strlen(sql), "_%s", row->index[i]->field[f]);
        emit_index(message, row->index[i]->n_field, row->index[i]->field, row->index[i]->unique,
                   row->index[i]->range, row->index[i]->without, sql, out);
    }
    fputs("};\n", out);
    emit_due(m, message, name, out);
    fprintf(out,
            "const row_type row_%s = {\"%s\", \"%s\", &message_%s, %d, %zu, indexes_%s, "
            "%d, %d, %d, %d, %d, %d, %d, %s, %s, %zu, due_%s};\n",
            name, message->name, row->table, c_symbol(file->package, message->name), rows_seen++,
            row->n_index + 1, name, field_index(message, "version"),
            optional_field(message, row->owner), optional_field(message, row->unit_field),
            optional_field(message, row->district_field),
            optional_field(message, row->person_field), optional_field(message, row->account_field),
            optional_field(message, row->community_field), row->cache ? "true" : "false",
            row->reference ? "true" : "false", row->n_due, name);
}

static void define_event(const model *m, const Schema__File *file, const Schema__Message *message,
                         int number, FILE *out) {
    (void) number;
    if (event_option(message)) emit_event_type(m, file, message, out);
}

typedef struct named {
    char *name, *symbol;
} named;

static int by_name(const void *a, const void *b) {
    return strcmp(((const named *) a)->name, ((const named *) b)->name);
}

typedef bool wanted(const Schema__Message *message);
static bool any_message(const Schema__Message *message) {
    return message;
}
static bool is_event(const Schema__Message *message) {
    return event_option(message);
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
