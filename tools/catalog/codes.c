/* codes: the code tables of code.proto as constants: what is offered, and what else filers write.
 */
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
