/* model: loads the descriptor set, finds things by name and stops a bad contract at build time. */
#include "tools/catalog/model.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static char place[512];

void about(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void) !vsnprintf(place, sizeof place, format, arguments);
    va_end(arguments);
}

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "contract: %s%s", place, *place ? ": " : "");
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static void *keep(size_t bytes) {
    void *p = calloc(1, bytes);
    if (!p) fail("out of memory");
    return p;
}

static int by_number(const void *a, const void *b) {
    const Schema__FieldDef *const *x = a, *const *y = b;
    return (*x)->number - (*y)->number;
}

static void order_fields(Schema__Set *set) {
    for (size_t f = 0; f < set->n_file; f++)
        for (size_t i = 0; i < set->file[f]->n_message; i++) {
            Schema__Message *message = set->file[f]->message[i];
            if (message->n_field)
                qsort(message->field, message->n_field, sizeof message->field[0], by_number);
        }
}

model model_load(const char *path) {
    FILE *in = fopen(path, "rb");
    if (!in) fail("cannot open %s", path);
    size_t bytes = 0, room = 1u << 20;
    uint8_t *data = keep(room);
    for (size_t n; (n = fread(data + bytes, 1, room - bytes, in)) > 0;) {
        bytes += n;
        if (bytes == room && !(data = realloc(data, room *= 2))) fail("out of memory");
    }
    fclose(in);
    model m = {schema__set__unpack(NULL, bytes, data)};
    if (!m.set) fail("%s is no descriptor set", path);
    free(data);
    order_fields(m.set);
    return m;
}

bool file_is_contract(const Schema__File *file) {
    return strcmp(file->package, "google.protobuf") != 0 && strcmp(file->package, "schema") != 0 &&
           strcmp(file->package, "kernel") != 0;
}

bool file_is_worker(const Schema__File *file) {
    return file_is_contract(file) && strncmp(file->name, "kernel/", 7) != 0;
}

const Schema__Message *file_message(const Schema__File *file, const char *name) {
    for (size_t i = 0; i < file->n_message; i++)
        if (!strcmp(file->message[i]->name, name)) return file->message[i];
    return NULL;
}

const Schema__Message *model_message(const model *m, const char *full_name,
                                     const Schema__File **file) {
    const char *name = full_name[0] == '.' ? full_name + 1 : full_name;
    for (size_t i = 0; i < m->set->n_file; i++) {
        const Schema__File *f = m->set->file[i];
        size_t n = strlen(f->package);
        if (strncmp(f->package, name, n) != 0 || name[n] != '.') continue;
        const Schema__Message *found = file_message(f, name + n + 1);
        if (found) {
            if (file) *file = f;
            return found;
        }
    }
    return NULL;
}

bool enum_number(const model *m, const char *full_name, const char *value, int32_t *out) {
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t e = 0; e < m->set->file[f]->n_enumeration; e++) {
            const Schema__Enumeration *codes = m->set->file[f]->enumeration[e];
            char name[256];
            snprintf(name, sizeof name, ".%s.%s", m->set->file[f]->package, codes->name);
            for (size_t i = 0; !strcmp(name, full_name) && i < codes->n_value; i++)
                if (!strcmp(codes->value[i]->name, value)) {
                    *out = codes->value[i]->number;
                    return true;
                }
        }
    return false;
}

int field_index(const Schema__Message *message, const char *name) {
    for (size_t i = 0; i < message->n_field; i++)
        if (!strcmp(message->field[i]->name, name)) return (int) i;
    return -1;
}

const Kernel__Field *field_option(const Schema__FieldDef *field) {
    static const Kernel__Field none = KERNEL__FIELD__INIT;
    return field->options && field->options->field ? field->options->field : &none;
}

const Kernel__Text *label_of(const model *m, const Schema__FieldDef *field) {
    const Kernel__Text *own = field_option(field)->label;
    const Schema__Message *words = model_message(m, "kernel.Words", NULL);
    int at = own || !words ? -1 : field_index(words, field->name);
    return at < 0 ? own : field_option(words->field[at])->label;
}

const Kernel__Row *row_option(const Schema__Message *message) {
    return message->options ? message->options->row : NULL;
}

const Kernel__Event *event_option(const Schema__Message *message) {
    return message->options ? message->options->event : NULL;
}

const Kernel__Command *command_option(const model *m, const Schema__Method *method) {
    const Schema__Message *input = model_message(m, method->input_type, NULL);
    if (!input || !input->options) return NULL;
    return input->options->query ? input->options->query : input->options->command;
}

bool method_is_query(const model *m, const Schema__Method *method) {
    const Schema__Message *input = model_message(m, method->input_type, NULL);
    return input && input->options && input->options->query;
}

const char *rpc_of_input(const model *m, const Schema__Message *input) {
    static char name[256];
    for (size_t f = 0; f < m->set->n_file; f++)
        for (size_t s = 0; s < m->set->file[f]->n_service; s++)
            for (size_t i = 0; i < m->set->file[f]->service[s]->n_method; i++) {
                const Schema__Method *method = m->set->file[f]->service[s]->method[i];
                /* Most are told apart by the short name, without a search. */
                if (strcmp(short_name(method->input_type), input->name) != 0 ||
                    model_message(m, method->input_type, NULL) != input)
                    continue;
                snprintf(name, sizeof name, "%s.%s", m->set->file[f]->package, method->name);
                return name;
            }
    return NULL;
}

bool message_is_input(const Schema__Message *message) {
    return message->options && (message->options->command || message->options->query);
}

char *file_stem(const Schema__File *file) {
    char *stem = strdup(file->name);
    if (!stem) fail("out of memory");
    stem[strlen(stem) - strlen(".proto")] = 0;
    return stem;
}

const char *comment_at(const Schema__File *file, const int32_t *path, size_t n) {
    if (!file->source) return "";
    for (size_t i = 0; i < file->source->n_location; i++) {
        const Schema__Location *at = file->source->location[i];
        if (at->n_path == n && !memcmp(at->path, path, n * sizeof *path))
            return at->leading_comments;
    }
    return "";
}

static char *separated(const char *camel, char separator) {
    char *out = keep(strlen(camel) * 2 + 1), *p = out;
    for (const char *c = camel; *c; c++) {
        if (isupper((unsigned char) *c) && c > camel && !isupper((unsigned char) c[-1]))
            *p++ = separator;
        *p++ = (char) tolower((unsigned char) *c);
    }
    return out;
}

char *snake(const char *camel) {
    return separated(camel, '_');
}
char *kebab(const char *camel) {
    return separated(camel, '-');
}

char *upper(const char *text) {
    char *out = keep(strlen(text) + 1);
    for (size_t i = 0; text[i]; i++) out[i] = (char) toupper((unsigned char) text[i]);
    return out;
}

char *c_type(const char *package, const char *name) {
    char *out = keep(strlen(package) + strlen(name) + 3);
    sprintf(out, "%s__%s", package, name);
    out[0] = (char) toupper((unsigned char) out[0]);
    return out;
}

char *c_symbol(const char *package, const char *name) {
    char *lower = snake(name), *out = keep(strlen(package) + strlen(lower) + 3);
    sprintf(out, "%s__%s", package, lower);
    return out;
}

const char *short_name(const char *full_name) {
    const char *dot = strrchr(full_name, '.');
    return dot ? dot + 1 : full_name;
}

bool field_repeated(const Schema__FieldDef *field) {
    return field->label == LABEL_REPEATED;
}
