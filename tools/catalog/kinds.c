/* The kinds of business of proto/kernel/kinds.proto as a table. Refused are a kind without class or
 * law, one that is described though a command bears it, and one that nobody bears and that lacks a
 * word or begins with what is no method. */
#include <string.h>

#include "tools/catalog/emit.h"

static const char prefix[] = "KIND_";

static bool bears(const model *m, const Schema__Method *method, const char *code) {
    const Kernel__Command *command = command_option(m, method);
    return command && !strcmp(command->kind, code);
}

static bool is_method(const Schema__File *file, const Schema__Method *method, const char *name) {
    size_t n = strlen(file->package);
    return !strncmp(name, file->package, n) && name[n] == '.' &&
           !strcmp(name + n + 1, method->name);
}

/* Whether a command bears the kind `code`, or is named `name`; one of both is NULL. */
static bool some_method(const model *m, const char *code, const char *name) {
    for (size_t f = 0; f < m->set->n_file; f++) {
        const Schema__File *file = m->set->file[f];
        for (size_t s = 0; file_is_worker(file) && s < file->n_service; s++)
            for (size_t i = 0; i < file->service[s]->n_method; i++) {
                const Schema__Method *method = file->service[s]->method[i];
                if (code ? bears(m, method, code) : is_method(file, method, name)) return true;
            }
    }
    return false;
}

static void check_kind(const model *m, const char *code, const Kernel__Kind *kind) {
    bool borne = some_method(m, code, NULL), begins = *kind->begins;
    bool described = kind->title || kind->procedure || kind->items || kind->papers ||
                     kind->window || kind->reviewed || kind->question || begins;
    if (!kind->class_ || !kind->basis) fail("kind %s lacks its class or its law", code);
    if (borne && described) fail("kind %s is described, but a command bears it", code);
    if (!borne && (!kind->title || !kind->procedure || !kind->question))
        fail("kind %s lacks title, procedure or question, and no command bears it", code);
    if (begins && !some_method(m, NULL, kind->begins))
        fail("kind %s begins with \"%s\", which is no method", code, kind->begins);
}

static void emit_kind(const char *code, const Kernel__Kind *kind, FILE *out) {
    fprintf(out, "    {\"%s\", (Kernel__BusinessClass) %d, ", code, kind->class_);
    emit_whole(code, kind->basis, out);
    emit_whole(code, kind->title, out);
    emit_whole(code, kind->procedure, out);
    emit_whole(code, kind->items, out);
    emit_whole(code, kind->papers, out);
    fprintf(out, "%s, %s, ", kind->window ? "true" : "false", kind->reviewed ? "true" : "false");
    emit_text(out, kind->begins);
    fprintf(out, ", (Kernel__QuestionCategory) %d, %d},\n", kind->question, kind->matter);
}

void emit_kind_table(const model *m, FILE *out) {
    const Schema__Enumeration *kinds = kernel_enum(m, "BusinessKind");
    fputs("const business_kind business_kinds[] = {\n", out);
    for (size_t i = 1; i < kinds->n_value; i++) {
        const Schema__EnumValue *value = kinds->value[i];
        const Kernel__Kind *kind = value->options ? value->options->kind : NULL;
        if (!kind || strncmp(value->name, prefix, sizeof prefix - 1) != 0)
            fail("kind %s lacks its prefix or says nothing", value->name);
        check_kind(m, value->name + sizeof prefix - 1, kind);
        emit_kind(value->name + sizeof prefix - 1, kind, out);
    }
    fputs(
        "};\nconst unsigned n_business_kinds = sizeof business_kinds / sizeof business_kinds[0];\n",
        out);
}
