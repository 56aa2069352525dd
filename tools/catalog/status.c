/* The enums that an answer speaks in: short names and texts of statuses, keys and texts of reasons.
 */
#include <ctype.h>
#include <string.h>

#include "tools/catalog/emit.h"

const Schema__Enumeration *kernel_enum(const model *m, const char *name) {
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t e = 0; e < m->set->file[f]->n_enumeration; e++)
            if (!strcmp(m->set->file[f]->package, "kernel") &&
                !strcmp(m->set->file[f]->enumeration[e]->name, name))
                return m->set->file[f]->enumeration[e];
    fail("kernel.%s is missing", name);
}

void emit_text(FILE *out, const char *text) {
    fputc('"', out);
    for (const char *c = text ? text : ""; *c; c++)
        if (*c == '\n')
            fputs("\\n", out);
        else if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else
            fputc(*c, out);
    fputc('"', out);
}

void emit_texts(FILE *out, char *const *text, size_t n) {
    fputs(n ? "(const char *const[]){" : "NULL", out);
    for (size_t i = 0; i < n; i++) {
        emit_text(out, text[i]);
        fputs(i + 1 < n ? ", " : ", NULL}", out);
    }
}

void emit_pair(FILE *out, const Kernel__Text *text) {
    fputc('{', out);
    emit_text(out, text ? text->zh : "");
    fputs(", ", out);
    emit_text(out, text ? text->en : "");
    fputc('}', out);
}

void emit_status_names(const model *m, FILE *out) {
    const Schema__Enumeration *codes = kernel_enum(m, "Status");
    fputs("#ifndef GEN_STATUS_NAMES_H\n#define GEN_STATUS_NAMES_H\n"
          "#include \"kernel/status.pb-c.h\"\n",
          out);
    for (size_t i = 0; i < codes->n_value; i++)
        fprintf(out, "#define %s KERNEL__STATUS__%s\n", codes->value[i]->name,
                codes->value[i]->name);
    fputs("#endif\n", out);
}

void emit_whole(const char *name, const Kernel__Text *text, FILE *out) {
    if (text && (!*text->zh || !*text->en)) fail("%s says something in one language only", name);
    emit_pair(out, text);
    fputs(", ", out);
}

/* What is closed is somebody's decision. */
static const char *gate_name(const char *name, const Kernel__Code *code) {
    if (!code->gate != !code->by) fail("status %s: a gate says whose decision it is", name);
    const ProtobufCEnumValue *gate =
        protobuf_c_enum_descriptor_get_value(&kernel__gate__descriptor, (int) code->gate);
    return code->gate && gate ? gate->name : "";
}

void emit_status_table(const model *m, FILE *out) {
    const Schema__Enumeration *codes = kernel_enum(m, "Status");
    fputs("static const struct status_row {\n    int number;\n    const char *name;\n"
          "    unsigned http;\n    bool retry;\n    text_pair text, next, by;\n"
          "    const char *href, *gate;\n} status_table[] = {\n",
          out);
    for (size_t i = 0; i < codes->n_value; i++) {
        const Schema__EnumValue *value = codes->value[i];
        const Kernel__Code *code = value->options ? value->options->code : NULL;
        if (!code || !code->http || !code->zh[0] || !code->en[0])
            fail("status %s lacks http, zh or en", value->name);
        fprintf(out, "    {%d, \"%s\", %u, %s, ", value->number, value->name, code->http,
                code->retry ? "true" : "false");
        emit_pair(out, &(Kernel__Text){.zh = code->zh, .en = code->en});
        fputs(", ", out);
        emit_whole(value->name, code->next, out);
        emit_whole(value->name, code->by, out);
        emit_text(out, code->href);
        fprintf(out, ", \"%s\"},\n", gate_name(value->name, code));
    }
    fputs("};\n", out);
}

/* A key is the name in lower case behind REASON_. */
static void emit_key(FILE *out, const char *name) {
    static const char prefix[] = "REASON_";
    if (strncmp(name, prefix, sizeof prefix - 1) != 0) fail("reason %s lacks its prefix", name);
    fputc('"', out);
    for (const char *c = name + sizeof prefix - 1; *c; c++) fputc(tolower((unsigned char) *c), out);
    fputc('"', out);
}

static void emit_reason(const char *name, const char *status, const Kernel__Because *because,
                        FILE *out) {
    if (!because->zh[0] || !because->en[0]) fail("reason %s lacks a text", name);
    fprintf(out, "    {%s, ", status);
    emit_key(out, name);
    fputs(", ", out);
    emit_text(out, because->zh);
    fputs(", ", out);
    emit_text(out, because->en);
    fputs(", ", out);
    emit_pair(out, because->by);
    fputs("},\n", out);
}

static bool status_known(const Schema__Enumeration *codes, const char *name) {
    for (size_t i = 0; i < codes->n_value; i++)
        if (!strcmp(codes->value[i]->name, name)) return true;
    return false;
}

void emit_reason_table(const model *m, FILE *out) {
    const Schema__Enumeration *codes = kernel_enum(m, "Status"), *keys = kernel_enum(m, "Reason");
    fputs("const reason_text reason_texts[] = {\n", out);
    for (size_t i = 1; i < keys->n_value; i++) {
        const Schema__EnumValue *value = keys->value[i];
        if (!value->options || !value->options->n_because)
            fail("reason %s lacks a text", value->name);
        for (size_t k = 0; k < value->options->n_because; k++) {
            const Kernel__Because *because = value->options->because[k];
            if (!because->n_status) emit_reason(value->name, "OK", because, out);
            for (size_t s = 0; s < because->n_status; s++) {
                if (!status_known(codes, because->status[s]))
                    fail("reason %s names no status: %s", value->name, because->status[s]);
                emit_reason(value->name, because->status[s], because, out);
            }
        }
    }
    fputs("};\nconst unsigned n_reason_texts = sizeof reason_texts / sizeof reason_texts[0];\n",
          out);
}
