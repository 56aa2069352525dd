/* codes: the code tables of code.proto as constants: what is offered, and what else filers write;
 * and in the same form the words of every other enum. */
#include <stdio.h>
#include <string.h>

#include "tools/catalog/emit.h"

static const Schema__File *code_file(const model *m) {
    for (size_t f = 0; f < m->set->n_file; f++)
        if (!strcmp(m->set->file[f]->package, "code")) return m->set->file[f];
    return NULL;
}

/* A code as filers write it: the digits behind the last underscore of the value's name. */
static const char *code_text(const Schema__EnumValue *value) {
    const char *end = strrchr(value->name, '_');
    return end ? end + 1 : value->name;
}

bool code_exists(const model *m, const char *table, const char *code) {
    const Schema__File *home = code_file(m);
    for (size_t e = 0; home && e < home->n_enumeration; e++) {
        const Schema__Enumeration *codes = home->enumeration[e];
        for (size_t i = 0; !strcmp(snake(codes->name), table) && i < codes->n_value; i++)
            if (!strcmp(code_text(codes->value[i]), code)) return true;
    }
    return false;
}

/* Two values of one table may not be called the same: a filer would get one of them by chance. */
static void refuse_same_names(const Schema__Enumeration *codes, const Schema__EnumValue *value,
                              const char *name) {
    for (size_t i = 0; i < codes->n_value; i++) {
        const Schema__EnumValueOptions *other = codes->value[i]->options;
        if (!other || !other->label) continue;
        bool same = codes->value[i] != value && !strcmp(other->label->zh, name);
        for (size_t k = 0; codes->value[i] != value && k < other->n_also; k++)
            same |= !strcmp(other->also[k], name);
        if (same) fail("%s: \"%s\" names two codes", codes->name, name);
    }
}

static void emit_code_table(const Schema__Enumeration *codes, size_t *listed, FILE *out) {
    fprintf(out, "static const code_value codes_%s[] = {\n", snake(codes->name));
    for (size_t i = 0; i < codes->n_value; i++) {
        const Schema__EnumValue *value = codes->value[i];
        if (!value->options || !value->options->label) continue;
        fprintf(out, "    {%d, \"%s\", ", value->number, code_text(value));
        emit_pair(out, value->options->label);
        fputs(", ", out);
        for (size_t k = 0; k < value->options->n_also; k++)
            refuse_same_names(codes, value, value->options->also[k]);
        emit_texts(out, value->options->also, value->options->n_also);
        fputs("},\n", out);
        listed[0]++;
    }
    fputs("};\n", out);
}

void emit_codes(const model *m, FILE *out) {
    size_t n_values[256] = {0}, n = 0;
    const Schema__File *home = code_file(m);
    for (size_t e = 0; home && e < home->n_enumeration; e++)
        emit_code_table(home->enumeration[e], &n_values[e], out);
    fputs("const code_table code_tables[] = {\n", out);
    for (; home && n < home->n_enumeration; n++) {
        const Schema__EnumOptions *o = home->enumeration[n]->options;
        fprintf(out, "    {\"%s\", %zu, codes_%s, \"%s\"},\n", snake(home->enumeration[n]->name),
                n_values[n], snake(home->enumeration[n]->name), o ? o->ending : "");
    }
    fprintf(out, "    {NULL, 0, NULL, NULL}};\nconst unsigned n_code_tables = %zu;\n", n);
}

/* ---- words ---------------------------------------------------------------------------------- */

/* A value's label; of a status or reason its sentence. NULL for none. */
static const Kernel__Text *word_of(const Schema__EnumValue *value) {
    static Kernel__Text said;
    const Schema__EnumValueOptions *o = value->options;
    if (!o || (!o->label && !o->code)) return NULL;
    if (o->label) return o->label;
    kernel__text__init(&said);
    said.zh = o->code->zh;
    said.en = o->code->en;
    return &said;
}

static const char *word_symbol(const Schema__File *file, const Schema__Enumeration *type) {
    return c_symbol(file->package, type->name);
}

static size_t emit_word_table(const Schema__File *file, const Schema__Enumeration *type,
                              FILE *out) {
    size_t n = 0;
    for (size_t i = 0; i < type->n_value; i++) {
        const Kernel__Text *word = word_of(type->value[i]);
        if (!word) continue;
        if (!n++) fprintf(out, "static const code_value words_%s[] = {\n", word_symbol(file, type));
        fprintf(out, "    {%d, \"%s\", ", type->value[i]->number, type->value[i]->name);
        emit_pair(out, word);
        fputs(", NULL},\n", out);
    }
    if (n) fputs("};\n", out);
    return n;
}

static bool has_words(const Schema__File *file) {
    return strcmp(file->package, "code") != 0 && strcmp(file->package, "schema") != 0 &&
           strcmp(file->package, "google.protobuf") != 0;
}

void emit_words(const model *m, FILE *out) {
    size_t n[512] = {0}, at = 0, listed = 0;
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t e = 0; has_words(m->set->file[f]) && e < m->set->file[f]->n_enumeration; e++)
            n[at++] = emit_word_table(m->set->file[f], m->set->file[f]->enumeration[e], out);
    fputs("const code_table word_tables[] = {\n", out);
    at = 0;
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t e = 0; has_words(m->set->file[f]) && e < m->set->file[f]->n_enumeration; e++) {
            const Schema__File *file = m->set->file[f];
            if (!n[at++]) continue;
            fprintf(out, "    {\"%s.%s\", %zu, words_%s, \"\"},\n", file->package,
                    file->enumeration[e]->name, n[at - 1], word_symbol(file, file->enumeration[e]));
            listed++;
        }
    fprintf(out, "    {NULL, 0, NULL, NULL}};\nconst unsigned n_word_tables = %zu;\n", listed);
}

/* Of an enum that people meet, every value has its words; that which means nothing may go without.
 * What the options themselves are made of, a page reads and does not say: those have none at all.
 */
static void check_values(const Schema__File *file, const Schema__Enumeration *type) {
    size_t said = 0;
    for (size_t i = 0; i < type->n_value; i++) said += word_of(type->value[i]) ? 1 : 0;
    if (!said && !strcmp(file->package, "kernel")) return;
    for (size_t i = 0; i < type->n_value; i++)
        if (type->value[i]->number && !word_of(type->value[i]))
            fail("%s of %s is shown and has no label", type->value[i]->name, type->name);
}

void check_words(const model *m, const char *full_name) {
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__File *file = m->set->file[f];
        for (size_t e = 0; has_words(file) && e < file->n_enumeration; e++) {
            const Schema__Enumeration *type = file->enumeration[e];
            char name[256];
            snprintf(name, sizeof name, ".%s.%s", file->package, type->name);
            if (!strcmp(name, full_name)) check_values(file, type);
        }
    }
}
