/* What is due of a row: checks that hall-clock can find the row by a time and send the method about
 * its key, and writes the table. */
#include <string.h>

#include "tools/catalog/emit.h"

static const Schema__Method *method_named(const model *m, const char *name) {
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__File *file = m->set->file[f];
        size_t n = strlen(file->package);
        if (strncmp(name, file->package, n) != 0 || name[n] != '.') continue;
        for (size_t s = 0; s < file->n_service; s++)
            for (size_t i = 0; i < file->service[s]->n_method; i++)
                if (!strcmp(file->service[s]->method[i]->name, name + n + 1))
                    return file->service[s]->method[i];
    }
    return NULL;
}

static bool is_of_system(const Kernel__Command *command) {
    for (size_t i = 0; i < command->n_grant; i++)
        for (size_t k = 0; k < command->grant[i]->n_role; k++)
            if (command->grant[i]->role[k] == KERNEL__ROLE__SYSTEM) return true;
    return false;
}

static void check_time(const Schema__Message *row, const Kernel__Due *due) {
    int at = field_index(row, due->field);
    const Schema__FieldDef *field = at < 0 ? NULL : row->field[at];
    if (!field || field->type != TYPE_INT64 || field_repeated(field) || field_in_block(row, field))
        fail("row %s: due names no int64 field of it: \"%s\"", row->name, due->field);
}

static void check_method(const model *m, const Schema__Message *row, const Kernel__Due *due) {
    const Schema__Method *method = method_named(m, due->method);
    if (!method) fail("row %s: due names no method: \"%s\"", row->name, due->method);
    const Kernel__Command *command = command_option(m, method);
    if (!command || method_is_query(m, method) || door_of(command) != KERNEL__DOOR__INTERNAL ||
        !is_of_system(command))
        fail("row %s: due sends an INTERNAL command granted to SYSTEM, not so %s", row->name,
             due->method);
    const Schema__Message *input = model_message(m, method->input_type, NULL);
    for (size_t i = 0; i < row_option(row)->n_key; i++) {
        const char *key = row_option(row)->key[i];
        int from = field_index(row, key), to = field_index(input, key);
        if (from < 0 || to < 0 || row->field[from]->type != input->field[to]->type ||
            field_repeated(input->field[to]))
            fail("row %s: due sends %s, whose input has no field for the key %s", row->name,
                 due->method, key);
    }
}

void emit_due(const model *m, const Schema__Message *row, const char *name, FILE *out) {
    const Kernel__Row *option = row_option(row);
    fprintf(out, "static const row_due due_%s[] = {\n", name);
    for (size_t i = 0; i < option->n_due; i++) {
        check_time(row, option->due[i]);
        check_method(m, row, option->due[i]);
        fprintf(out, "    {%d, \"%s\"},\n", field_index(row, option->due[i]->field),
                option->due[i]->method);
    }
    fputs("    {0, NULL}};\n", out);
}
