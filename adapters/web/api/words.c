/* words: walks the methods of a door for the enums that they show; see words.h. */
#include "adapters/web/api/words.h"

#include "adapters/web/api/form_field.h"

static void add_enum(json_t *words, const ProtobufCEnumDescriptor *type) {
    const code_table *table = catalog_words(type);
    for (unsigned i = 0; table && i < table->n; i++) {
        const code_value *v = &table->value[i];
        form_set(words, v->text, json_pack("[s,s]", v->label.zh, v->label.en));
    }
}

/* A status is told by its sentence (GET /problems), not by a word. */
static void add_message(json_t *words, const message_type *type) {
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *d = &type->descriptor->fields[i];
        if (type->field[i].message) add_message(words, type->field[i].message);
        if (d->type == PROTOBUF_C_TYPE_ENUM && d->descriptor != &kernel__status__descriptor)
            add_enum(words, d->descriptor);
    }
}

/* Why somebody looks is said in the envelope, so that no method has it as a field. */
static json_t *purposes(void) {
    const code_table *table = catalog_codes("purpose");
    json_t *list = json_array();
    for (unsigned i = 0; table && i < table->n; i++) {
        const code_value *v = &table->value[i];
        json_array_append_new(list, json_pack("[s,s,s]", v->text, v->label.zh, v->label.en));
    }
    return list;
}

json_t *words_of_door(door_kind kind) {
    json_t *words = json_object();
    add_enum(words, &kernel__role__descriptor);
    add_enum(words, &kernel__agreement_kind__descriptor);
    for (unsigned i = 0; i < n_commands; i++) {
        if (!route_open(kind, &commands[i])) continue;
        add_message(words, commands[i].input);
        add_message(words, commands[i].output);
    }
    return json_pack("{s:o,s:{s:o}}", "words", words, "codes", "purpose", purposes());
}
