/* names: which records an input names, so that every one of them can be held against the granted
 * relation. A field that has the name of the key of somebody's record says so or is refused: a
 * record that the gates do not see would be everybody's. */
#include <string.h>

#include "tools/catalog/emit.h"

/* Somebody's record: it says of which unit, district, person or account it is. */
static bool is_scoped(const Kernel__Row *row) {
    return row->unit_field[0] || row->district_field[0] || row->person_field[0] ||
           row->account_field[0];
}

const Schema__Message *row_by_short_name(const model *m, const char *name) {
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__Message *found = file_message(m->set->file[f], name);
        if (found && row_option(found)) return found;
    }
    return NULL;
}

/* The scoped row whose whole key is a field of this name; NULL for none. */
static const char *row_with_key(const model *m, const char *field) {
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t i = 0; i < m->set->file[f]->n_message; i++) {
            const Schema__Message *message = m->set->file[f]->message[i];
            const Kernel__Row *row = row_option(message);
            if (row && row->n_key == 1 && !strcmp(row->key[0], field) && is_scoped(row))
                return message->name;
        }
    return NULL;
}

static bool is_document(const Kernel__Field *about) {
    return about->personal == KERNEL__PERSONAL__DOCUMENT_NO;
}

static void check_named(const model *m, const char *rpc, const Schema__FieldDef *field) {
    const Kernel__Field *about = field_option(field);
    const Schema__Message *message = row_by_short_name(m, about->names);
    const Kernel__Row *row = message ? row_option(message) : NULL;
    if (!row || row->n_key != 1 || !is_scoped(row))
        fail("rpc %s: field %s names \"%s\", which is nobody's record with a key of one field", rpc,
             field->name, about->names);
    bool key = !strcmp(row->key[0], field->name), person = !strcmp(about->names, "Person");
    if (field->type != TYPE_STRING || (!key && !(person && is_document(about))))
        fail("rpc %s: field %s is no key of %s", rpc, field->name, about->names);
}

/* Whom it matters to whose record it is: not those who may touch every record. */
static bool is_limited(const Kernel__Command *command) {
    for (size_t i = 0; i < command->n_grant; i++)
        if (command->grant[i]->relation != KERNEL__RELATION__CITY &&
            command->grant[i]->relation != KERNEL__RELATION__ANY_RECORD)
            return true;
    return false;
}

/* Whether this field names a record; fails when it does without saying so. */
static bool names(const model *m, const char *rpc, const Schema__FieldDef *field, bool limited) {
    const Kernel__Field *about = field_option(field);
    if (about->names[0]) {
        check_named(m, rpc, field);
        return true;
    }
    if (!limited) return false;
    const char *row = field->type == TYPE_STRING ? row_with_key(m, field->name) : NULL;
    if (row)
        fail("rpc %s: field %s is the key of a %s; say names: \"%s\"", rpc, field->name, row, row);
    if (is_document(about) && !about->joining && row_by_short_name(m, "Person"))
        fail("rpc %s: field %s stands for a person; say names: \"Person\" or joining", rpc,
             field->name);
    return false;
}

static size_t emit_of(const model *m, const char *rpc, const Schema__Message *message, int list,
                      bool limited, FILE *out) {
    size_t n = 0;
    for (size_t i = 0; i < message->n_field; i++) {
        const Schema__FieldDef *field = message->field[i];
        if (!names(m, rpc, field, limited)) continue;
        const Kernel__Field *about = field_option(field);
        if (field_repeated(field))
            fail("rpc %s: field %s names several records; put it in a message of its own", rpc,
                 field->name);
        fprintf(out, "{%d, %zu, %d, &row_%s}, ", list, i, is_document(about), snake(about->names));
        n++;
    }
    return n;
}

size_t emit_named(const model *m, const char *rpc, const Schema__Message *input, const char *symbol,
                  FILE *out) {
    fprintf(out, "static const named_record named_%s[] = {", symbol);
    bool limited =
        is_limited(input->options->query ? input->options->query : input->options->command);
    size_t n = emit_of(m, rpc, input, -1, limited, out);
    for (size_t i = 0; i < input->n_field; i++) {
        const Schema__FieldDef *field = input->field[i];
        const Schema__Message *inner =
            field->type == TYPE_MESSAGE ? model_message(m, field->type_name, NULL) : NULL;
        if (inner) n += emit_of(m, rpc, inner, (int) i, limited, out);
    }
    fputs("{-1, 0, 0, NULL}};\n", out);
    return n;
}

int joining_field(const char *rpc, const Schema__Message *input) {
    int found = -1;
    for (size_t i = 0; i < input->n_field; i++) {
        const Kernel__Field *about = field_option(input->field[i]);
        if (!about->joining) continue;
        if (found >= 0 || about->names[0] || input->field[i]->type != TYPE_STRING)
            fail("rpc %s: field %s: one text joins, and names nothing else", rpc,
                 input->field[i]->name);
        found = (int) i;
    }
    return found;
}
