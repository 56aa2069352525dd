/* form: what the form of an input says beyond its fields: parts, help, what is filled in. */
#include <string.h>

#include "tools/catalog/emit.h"

static size_t groups_of(const Schema__Message *message) {
    return message->options ? message->options->n_form : 0;
}

static bool is_whole(const Kernel__Text *text) {
    return text && *text->zh && *text->en;
}

void emit_form_groups(const Schema__Message *message, const char *symbol, FILE *out) {
    if (!groups_of(message)) return;
    if (!message_is_input(message)) fail("%s has parts of a form and is no input", message->name);
    fprintf(out, "static const form_group form_%s[] = {", symbol);
    for (size_t i = 0; i < groups_of(message); i++) {
        const Kernel__Group *group = message->options->form[i];
        if (!*group->key || !is_whole(group->label))
            fail("%s: part \"%s\" of the form lacks its key or a language", message->name,
                 group->key);
        fputc('{', out);
        emit_text(out, group->key);
        fputs(", ", out);
        emit_pair(out, group->label);
        fputs("}, ", out);
    }
    fputs("};\n", out);
}

void emit_form_field(const Schema__Message *message, const Schema__FieldDef *field, FILE *out) {
    const Kernel__Field *o = field_option(field);
    if (o->help && !is_whole(o->help))
        fail("%s.%s: the help stands in both languages", message->name, field->name);
    fputs(", ", out);
    emit_pair(out, o->help);
    const char *texts[] = {o->group, o->one_of, o->preset};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fputs(", ", out);
        emit_text(out, texts[i]);
    }
    fprintf(out, ", %d, %d, %d, %d, %d, %d", (int) o->from, o->wide, o->scan,
            (int) o->businesses_of, o->chart, o->at_counter);
    fputs(", ", out);
    emit_text(out, o->clears);
}

static bool has_group(const Schema__Message *message, const char *key) {
    for (size_t i = 0; i < groups_of(message); i++)
        if (!strcmp(message->options->form[i]->key, key)) return true;
    return false;
}

static size_t in_group(const Schema__Message *message, const char *key) {
    size_t n = 0;
    for (size_t i = 0; i < message->n_field; i++)
        n += !strcmp(field_option(message->field[i])->group, key);
    return n;
}

static size_t alternatives(const Schema__Message *message, const char *word) {
    size_t n = 0;
    for (size_t i = 0; i < message->n_field; i++)
        n += !strcmp(field_option(message->field[i])->one_of, word);
    return n;
}

/* What a form fills in has to fit: a number of a session into a text, a day into a day. */
static bool from_fits(const Schema__FieldDef *field) {
    const Kernel__Field *o = field_option(field);
    switch (o->from) {
    case KERNEL__FROM__SESSION_UNIT:
    case KERNEL__FROM__SESSION_PERSON:
        return field->type == TYPE_STRING;
    case KERNEL__FROM__TODAY:
        return o->unit == KERNEL__UNIT__DATE;
    case KERNEL__FROM__THIS_PERIOD:
        return o->unit == KERNEL__UNIT__PERIOD;
    default:
        return true;
    }
}

/* What may be made empty is left empty by others: it stands in this form and is not required. */
static void check_cleared(const Schema__Message *input, const Schema__FieldDef *field,
                          const char *name, size_t bytes) {
    for (size_t i = 0; i < input->n_field; i++) {
        const Kernel__Field *o = field_option(input->field[i]);
        const char *found = input->field[i]->name;
        if (strlen(found) != bytes || strncmp(found, name, bytes) != 0) continue;
        if (o->required || o->at_counter || *o->clears)
            fail("field %s clears %s, which is not left empty", field->name, found);
        return;
    }
    fail("field %s clears %.*s, which its input does not have", field->name, (int) bytes, name);
}

static void check_clears(const Schema__Message *input, const Schema__FieldDef *field) {
    const char *word = field_option(field)->clears;
    if (*word && (field->type != TYPE_STRING || field->label == LABEL_REPEATED))
        fail("field %s clears others: it is a text", field->name);
    for (size_t n; *(word += strspn(word, " ")); word += n)
        check_cleared(input, field, word, n = strcspn(word, " "));
}

static void check_field(const Schema__Message *input, const Schema__FieldDef *field) {
    const Kernel__Field *o = field_option(field);
    if (*o->group && !has_group(input, o->group))
        fail("field %s stands in part \"%s\", which its form does not have", field->name, o->group);
    if (o->at_counter && (o->required || *o->group || *o->column))
        fail("field %s is changed at a counter: it is neither required nor offered", field->name);
    if (groups_of(input) && !*o->group && !o->at_counter && o->from != KERNEL__FROM__SESSION_UNIT)
        fail("field %s stands in no part of its form", field->name);
    if (*o->one_of && (o->required || alternatives(input, o->one_of) < 2))
        fail("field %s: one_of joins two or more fields of which none is required", field->name);
    if (*o->preset && o->n_offer) {
        bool offered = false;
        for (size_t i = 0; i < o->n_offer; i++) offered |= !strcmp(o->offer[i], o->preset);
        if (!offered)
            fail("field %s begins with %s, which it does not offer", field->name, o->preset);
    }
    check_clears(input, field);
    if (!from_fits(field)) fail("field %s cannot be filled in from there", field->name);
}

void check_form(const Schema__Message *input) {
    for (size_t i = 0; i < groups_of(input); i++)
        if (!in_group(input, input->options->form[i]->key))
            fail("part \"%s\" of the form has no field", input->options->form[i]->key);
    for (size_t i = 0; i < input->n_field; i++) check_field(input, input->field[i]);
}
