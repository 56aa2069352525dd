/* gen/<file>.h of each proto file: short typedefs, initialisers, enum values, typed finds and
 * handler prototypes.
 */
#include <string.h>

#include "tools/catalog/emit.h"

static void emit_typedefs(const Schema__File *file, FILE *out) {
    for (size_t i = 0; i < file->n_message; i++) {
        const char *name = file->message[i]->name;
        fprintf(out, "typedef %s %s;\n#define %s_INIT %s__INIT\n", c_type(file->package, name),
                name, upper(snake(name)), upper(c_symbol(file->package, name)));
    }
    for (size_t e = 0; e < file->n_enumeration; e++) {
        const Schema__Enumeration *codes = file->enumeration[e];
        for (size_t i = 0; i < codes->n_value; i++)
            fprintf(out, "#define %s %s__%s\n", codes->value[i]->name,
                    upper(c_symbol(file->package, codes->name)), codes->value[i]->name);
    }
}

static const char *parameter(const Schema__FieldDef *field) {
    if (field->type == TYPE_STRING) return "const char *";
    return field->type == TYPE_BYTES ? "ProtobufCBinaryData " : "int64_t ";
}

static const char *appender(const Schema__FieldDef *field) {
    if (field->type == TYPE_STRING) return "row_key_text";
    return field->type == TYPE_BYTES ? "row_key_bytes" : "row_key_number";
}

static void emit_key(const Schema__Message *row, const char *suffix, unsigned index, size_t n,
                     char *const *fields, FILE *out) {
    fprintf(out, "static inline row_key key_%s%s(", snake(row->name), suffix);
    for (size_t i = 0; i < n; i++) {
        int at = field_index(row, fields[i]);
        if (at < 0) fail("row %s: key or index field %s does not exist", row->name, fields[i]);
        fprintf(out, "%s%s%s_", i ? ", " : "", parameter(row->field[at]), fields[i]);
    }
    fprintf(out, ") {\n    row_key key = row_key_of(&row_%s, %u);\n", snake(row->name), index);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "    %s(&key, %s_);\n", appender(row->field[field_index(row, fields[i])]),
                fields[i]);
    fputs("    return key;\n}\n", out);
}

static void emit_find(const Schema__Message *row, const char *suffix, size_t n, char *const *fields,
                      bool unique, FILE *out) {
    const char *name = snake(row->name);
    if (unique)
        fprintf(out, "static inline const %s *find_%s%s(view *rows", row->name, name, suffix);
    else
        fprintf(out, "static inline row_list list_%s%s(view *rows", name, suffix);
    for (size_t i = 0; i < n; i++)
        fprintf(out, ", %s%s_", parameter(row->field[field_index(row, fields[i])]), fields[i]);
    fprintf(out, ") {\n    row_key key = key_%s%s(", name, suffix);
    for (size_t i = 0; i < n; i++) fprintf(out, "%s%s_", i ? ", " : "", fields[i]);
    if (unique)
        fprintf(out, ");\n    return (const %s *)view_find(rows, &key);\n}\n", row->name);
    else
        fputs(");\n    return view_list(rows, &key);\n}\n", out);
}

/* due: list_nest_by_tree_due_at_us_up_to(rows, tree, at_most, limit). */
static void emit_range_find(const Schema__Message *row, const char *suffix, unsigned index,
                            size_t n, char *const *fields, FILE *out) {
    const char *name = snake(row->name);
    fprintf(out, "static inline row_list list_%s%s_up_to(view *rows", name, suffix);
    for (size_t i = 0; i + 1 < n; i++)
        fprintf(out, ", %s%s_", parameter(row->field[field_index(row, fields[i])]), fields[i]);
    fprintf(out,
            ", int64_t at_most, unsigned limit) {\n    row_key key = row_key_of(&row_%s, %u);\n",
            name, index);
    for (size_t i = 0; i + 1 < n; i++)
        fprintf(out, "    %s(&key, %s_);\n", appender(row->field[field_index(row, fields[i])]),
                fields[i]);
    fputs("    row_key_number(&key, at_most);\n    key.at_most = true;\n    key.limit = limit;\n"
          "    return view_list(rows, &key);\n}\n",
          out);
}

static void emit_row(const Schema__Message *message, FILE *out) {
    const Kernel__Row *row = row_option(message);
    fprintf(out, "extern const row_type row_%s;\n", snake(message->name));
    emit_key(message, "", 0, row->n_key, row->key, out);
    emit_find(message, "", row->n_key, row->key, true, out);
    for (unsigned i = 0; i < row->n_index; i++) {
        char suffix[256] = "_by";
        for (size_t f = 0; f < row->index[i]->n_field; f++)
            snprintf(suffix + strlen(suffix), sizeof suffix - strlen(suffix), "_%s",
                     row->index[i]->field[f]);
        if (row->index[i]->range) {
            emit_range_find(message, suffix, i + 1, row->index[i]->n_field, row->index[i]->field,
                            out);
            continue;
        }
        emit_key(message, suffix, i + 1, row->index[i]->n_field, row->index[i]->field, out);
        emit_find(message, suffix, row->index[i]->n_field, row->index[i]->field,
                  row->index[i]->unique, out);
    }
}

static void emit_event(const char *name, FILE *out) {
    fprintf(out,
            "static inline void emit_%s(changes *out, const %s *event) {\n"
            "    changes_event(out, &event->base);\n}\n",
            snake(name), name);
}

/* The prototype stands where the input is declared; the rpc's service says how it begins. */
static void emit_prototype(const model *m, const Schema__Message *input, FILE *out) {
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t s = 0; s < m->set->file[f]->n_service; s++)
            for (size_t i = 0; i < m->set->file[f]->service[s]->n_method; i++) {
                const Schema__Method *method = m->set->file[f]->service[s]->method[i];
                const Schema__File *home = NULL;
                if (model_message(m, method->input_type, &home) != input) continue;
                fprintf(out,
                        "verdict %s_%s(const context *ctx, view *rows, const %s *in, "
                        "changes *out);\n",
                        m->set->file[f]->package, snake(method->name),
                        c_type(home->package, input->name));
            }
}

static char *guard_of(const char *stem) {
    char *guard = upper(stem);
    for (char *at = guard; (at = strchr(at, '/'));) *at = '_';
    return guard;
}

void emit_header(const model *m, const Schema__File *file, FILE *out) {
    const char *stem = file_stem(file), *guard = guard_of(stem);
    fprintf(out,
            "#ifndef GEN_%s_H\n#define GEN_%s_H\n#include \"%s.pb-c.h\"\n"
            "#include \"proto/runtime/decide.h\"\n",
            guard, guard, stem);
    emit_typedefs(file, out);
    for (size_t i = 0; i < file->n_message; i++) {
        if (row_option(file->message[i])) emit_row(file->message[i], out);
        if (event_option(file->message[i])) emit_event(file->message[i]->name, out);
        if (message_is_input(file->message[i])) emit_prototype(m, file->message[i], out);
    }
    fputs("#endif\n", out);
}
