/* Who is told of an event: checks that the inbox can be found by it, and writes the table. */
#include <string.h>

#include "tools/catalog/emit.h"

static int text_field(const Schema__Message *of, const char *name, const char *what) {
    if (!*name) return -1;
    int at = field_index(of, name);
    if (at < 0 || of->field[at]->type != TYPE_STRING || field_repeated(of->field[at]) ||
        field_in_block(of, of->field[at]))
        fail("tell: %s \"%s\" is no text of %s that lies open", what, name, of->name);
    return at;
}

static const Schema__Message *row_of(const model *m, const Kernel__Tell *tell) {
    const Schema__Message *row = row_by_short_name(m, tell->row);
    if (!row) fail("tell: row %s does not exist", tell->row);
    const Kernel__Row *option = row_option(row);
    int key = option->n_key == 1 ? field_index(row, option->key[0]) : -1;
    if (key < 0 || row->field[key]->type != TYPE_STRING)
        fail("tell: %s is not found by the event's subject alone", tell->row);
    return row;
}

static int unless_field(const Schema__Message *event, const char *name) {
    if (!*name) return -1;
    int at = field_index(event, name);
    if (at < 0 || event->field[at]->type != TYPE_BOOL || field_repeated(event->field[at]))
        fail("tell: unless \"%s\" is no bool of it", name);
    return at;
}

static void emit_one(const model *m, const Schema__Message *event, const Kernel__Tell *tell,
                     FILE *out) {
    const Kernel__Text *title = tell->title ? tell->title : event_option(event)->title;
    const Schema__Message *of = *tell->row ? row_of(m, tell) : event;
    if (!title || !*title->zh || !*title->en) fail("tell: a message has a title in both languages");
    if (!*tell->unit && !*tell->person && !*tell->account)
        fail("tell: it names no unit, person or account");
    if (*tell->besides && !*tell->person)
        fail("tell: besides \"%s\" without a person", tell->besides);
    fprintf(out, "    {%s%s, %d, %d, %d, %d, %d, %d, ", *tell->row ? "&row_" : "NULL",
            *tell->row ? snake(tell->row) : "", text_field(of, tell->unit, "unit"),
            text_field(of, tell->person, "person"), text_field(of, tell->account, "account"),
            unless_field(event, tell->unless), text_field(of, tell->besides, "besides"),
            tell->place);
    emit_pair(out, title);
    fprintf(out, "},\n");
}

void emit_tell(const model *m, const Schema__Message *event, const char *symbol, FILE *out) {
    const Kernel__Event *option = event_option(event);
    if (!option->n_tell) return;
    fprintf(out, "static const tell_type tell_%s[] = {\n", symbol);
    for (size_t i = 0; i < option->n_tell; i++) emit_one(m, event, option->tell[i], out);
    fprintf(out, "};\n");
}
