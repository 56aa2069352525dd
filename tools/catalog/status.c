/* The status enum: short names and the table of texts. */
#include <string.h>

#include "tools/catalog/emit.h"

static const Schema__Enumeration *status_enum(const model *m) {
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t e = 0; e < m->set->file[f]->n_enumeration; e++)
            if (!strcmp(m->set->file[f]->package, "kernel") &&
                !strcmp(m->set->file[f]->enumeration[e]->name, "Status"))
                return m->set->file[f]->enumeration[e];
    fail("kernel.Status is missing");
}

void emit_text(FILE *out, const char *text) {
    fputc('"', out);
    for (const char *c = text ? text : ""; *c; c++) {
        if (*c == '\n')
            fputs("\\n", out);
        else if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else
            fputc(*c, out);
    }
    fputc('"', out);
}

void emit_pair(FILE *out, const Kernel__Text *text) {
    fputc('{', out);
    emit_text(out, text ? text->zh : "");
    fputs(", ", out);
    emit_text(out, text ? text->en : "");
    fputc('}', out);
}

void emit_status_names(const model *m, FILE *out) {
    const Schema__Enumeration *codes = status_enum(m);
    fputs("#ifndef GEN_STATUS_NAMES_H\n#define GEN_STATUS_NAMES_H\n"
          "#include \"kernel/status.pb-c.h\"\n",
          out);
    for (size_t i = 0; i < codes->n_value; i++)
        fprintf(out, "#define %s KERNEL__STATUS__%s\n", codes->value[i]->name,
                codes->value[i]->name);
    fputs("#endif\n", out);
}

void emit_status_table(const model *m, FILE *out) {
    const Schema__Enumeration *codes = status_enum(m);
    fputs("static const struct status_row {\n    int number;\n    const char *name;\n"
          "    unsigned http;\n    bool retry;\n    const char *zh, *en;\n} status_table[] = {\n",
          out);
    for (size_t i = 0; i < codes->n_value; i++) {
        const Schema__EnumValue *value = codes->value[i];
        const Kernel__Code *code = value->options ? value->options->code : NULL;
        if (!code || !code->http || !code->zh[0] || !code->en[0])
            fail("status %s lacks http, zh or en", value->name);
        fprintf(out, "    {%d, \"%s\", %u, %s, ", value->number, value->name, code->http,
                code->retry ? "true" : "false");
        emit_text(out, code->zh);
        fputs(", ", out);
        emit_text(out, code->en);
        fputs("},\n", out);
    }
    fputs("};\n", out);
}
