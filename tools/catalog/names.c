/* names: which records an input names, so that every one of them can be held against the granted
 * relation. A field with the name of the key of somebody's record names that one; another field
 * says which. A document number that says nothing is refused: the gates would not see whom it
 * names. */
#include <string.h>

#include "tools/catalog/emit.h"

/* Somebody's record: it says of which unit, district, person or account it is. */
static bool is_scoped(const Kernel__Row *row) {
    return row->unit_field[0] || row->district_field[0] || row->person_field[0] ||
           row->community_field[0] || row->account_field[0];
}

const Schema__Message *row_by_short_name(const model *m, const char *name) {
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__Message *found = file_message(m->set->file[f], name);
        if (found && row_option(found)) return found;
    }
    return NULL;
}

/* "person_no" is the key of Person: other rows may have it as theirs. */
static bool is_namesake(const char *row, const char *field) {
    const size_t n = strlen(snake(row));
    return !strncmp(field, snake(row), n) && !strcmp(field + n, "_no");
}

/* The scoped row whose whole key is a field of this name, its namesake before others; NULL for
 * none.
 */
static const char *row_with_key(const model *m, const char *field) {
    const char *found = NULL;
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t i = 0; i < m->set->file[f]->n_message; i++) {
            const Schema__Message *message = m->set->file[f]->message[i];
            const Kernel__Row *row = row_option(message);
            if (!row || row->n_key != 1 || strcmp(row->key[0], field) != 0 || !is_scoped(row))
                continue;
            if (is_namesake(message->name, field)) return message->name;
            if (!found) found = message->name;
        }
    return found;
}

static bool is_document(const Kernel__Field *about) {
    return about->personal == KERNEL__PERSONAL__DOCUMENT_NO;
}

static void check_named(const model *m, const Schema__FieldDef *field) {
    const Kernel__Field *about = field_option(field);
    const Schema__Message *message = row_by_short_name(m, about->names);
    const Kernel__Row *row = message ? row_option(message) : NULL;
    if (!row || row->n_key != 1 || !is_scoped(row))
        fail("field %s names \"%s\", which is nobody's record with a key of one field", field->name,
             about->names);
    bool key = !strcmp(row->key[0], field->name), person = !strcmp(about->names, "Person");
    if (field->type != TYPE_STRING || (!key && !(person && is_document(about))))
        fail("field %s is no key of %s", field->name, about->names);
}

/* The row that this field names, "" for none: the one it says, or the one whose key has its name.
 */
static const char *named_row(const model *m, const Schema__FieldDef *field) {
    const Kernel__Field *about = field_option(field);
    if (about->names[0]) {
        check_named(m, field);
        return about->names;
    }
    if (is_document(about) && !about->joining && row_by_short_name(m, "Person"))
        fail("field %s stands for a person; say names: \"Person\" or joining", field->name);
    const char *row = field->type == TYPE_STRING ? row_with_key(m, field->name) : NULL;
    return row ? row : "";
}

static size_t emit_of(const model *m, const Schema__Message *message, int list, FILE *out) {
    size_t n = 0;
    for (size_t i = 0; i < message->n_field; i++) {
        const Schema__FieldDef *field = message->field[i];
        const char *row = named_row(m, field);
        if (!row[0]) continue;
        if (field_repeated(field))
            fail("field %s names several records; put it in a message of its own", field->name);
        fprintf(out, "{%d, %zu, %d, &row_%s}, ", list, i, is_document(field_option(field)),
                snake(row));
        n++;
    }
    return n;
}

size_t emit_named(const model *m, const Schema__Message *input, const char *symbol, FILE *out) {
    fprintf(out, "static const named_record named_%s[] = {", symbol);
    size_t n = emit_of(m, input, -1, out);
    for (size_t i = 0; i < input->n_field; i++) {
        const Schema__FieldDef *field = input->field[i];
        const Schema__Message *inner =
            field->type == TYPE_MESSAGE ? model_message(m, field->type_name, NULL) : NULL;
        if (inner) n += emit_of(m, inner, (int) i, out);
    }
    fputs("{-1, 0, 0, NULL}};\n", out);
    return n;
}

int joining_field(const Schema__Message *input) {
    int found = -1;
    for (size_t i = 0; i < input->n_field; i++) {
        const Kernel__Field *about = field_option(input->field[i]);
        if (!about->joining) continue;
        if (found >= 0 || about->names[0] || input->field[i]->type != TYPE_STRING)
            fail("field %s: one text joins, and names nothing else", input->field[i]->name);
        found = (int) i;
    }
    return found;
}

/* ---- whose record a query shows -------------------------------------------------------------- */

static bool shows_personal(const model *m, const Schema__Message *message, int depth) {
    for (size_t i = 0; i < message->n_field && depth < 8; i++) {
        const Schema__FieldDef *field = message->field[i];
        const Kernel__Field *about = field_option(field);
        const Schema__Message *inner =
            field->type == TYPE_MESSAGE ? model_message(m, field->type_name, NULL) : NULL;
        if (about->personal || about->masked_as[0]) return true;
        if (inner && shows_personal(m, inner, depth + 1)) return true;
    }
    return false;
}

static bool is_for_others(const Kernel__Command *command) {
    for (size_t i = 0; i < command->n_grant; i++)
        if (command->grant[i]->relation != KERNEL__RELATION__SELF) return true;
    return false;
}

/* A look without a purpose would be an entry that says nothing. */
static void check_purposes(const Kernel__Command *command) {
    for (size_t i = 0; i < command->n_grant; i++) {
        const Kernel__Grant *g = command->grant[i];
        bool own = g->relation == KERNEL__RELATION__SELF;
        bool hall = g->n_role == 1 && g->role[0] == KERNEL__ROLE__SYSTEM;
        if (command->reads[0] && !own && !hall && g->purpose == (g->why[0] != '\0'))
            fail("it reads records; each grant to others says purpose or why, and not both");
        if (g->why[0] && (!command->reads[0] || own)) fail("`why` is of a query that reads others");
    }
}

/* The event by which the handler itself notes whose record it showed. */
static bool reads_by_event(const model *m, const Kernel__Command *command) {
    if (command->reads[0] < 'A' || command->reads[0] > 'Z') return false;
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__Message *event = file_message(m->set->file[f], command->reads);
        if (event && event_option(event)) return true;
    }
    fail("reads \"%s\" is no event", command->reads);
}

void emit_reads(const model *m, const Schema__Method *method, const Kernel__Command *command,
                FILE *out) {
    const Schema__Message *input = model_message(m, method->input_type, NULL);
    const Schema__Message *holder = model_message(m, method->output_type, NULL);
    const char *dot = strchr(command->reads, '.');
    int list = -1, field = -1;
    bool query = method_is_query(m, method);
    if (!command->reads[0] && query && is_for_others(command) && shows_personal(m, holder, 0))
        fail("it shows personal data; say in `reads` whose record it looks at");
    if (command->reads[0] && !query) fail("`reads` is of queries");
    check_purposes(command);
    if (reads_by_event(m, command)) {
        fputs("-1, -1},\n", out);
        return;
    }
    if (dot) {
        char name[128];
        snprintf(name, sizeof name, "%.*s", (int) (dot - command->reads), command->reads);
        list = field_index(holder, name);
        if (list < 0 || !field_repeated(holder->field[list]) ||
            holder->field[list]->type != TYPE_MESSAGE)
            fail("reads \"%s\": the reply has no such list of messages", command->reads);
        holder = model_message(m, holder->field[list]->type_name, NULL);
    } else {
        holder = input;
    }
    if (command->reads[0]) field = field_index(holder, dot ? dot + 1 : command->reads);
    if (command->reads[0] && (field < 0 || holder->field[field]->type != TYPE_STRING))
        fail("reads \"%s\" is no text", command->reads);
    fprintf(out, "%d, %d},\n", list, field);
}
