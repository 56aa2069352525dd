/* catalog: writes the C half of the contract from the descriptor set: short names, handler
 * prototypes, command, event, row and code tables. Run by the build; nothing it writes is
 * committed. Not for run time: programs read the tables through proto/runtime/catalog.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/catalog/emit.h"

/* A generated file in memory; it reaches the disk only when it differs from what is there, so that
 * the build leaves alone what the change of another proto file does not touch. */
typedef struct generated {
    char path[512], *text;
    size_t bytes;
    FILE *out;
} generated;

static generated *begin(const char *folder, const char *name) {
    static generated one;
    snprintf(one.path, sizeof one.path, "%s/%s", folder, name);
    one.out = open_memstream(&one.text, &one.bytes);
    if (!one.out) fail("out of memory");
    fputs("/* Written by tools/catalog from the contract; do not edit. */\n", one.out);
    return &one;
}

static bool same_on_disk(const generated *g) {
    FILE *in = fopen(g->path, "r");
    char *old = malloc(g->bytes + 1);
    bool same = in && old && fread(old, 1, g->bytes + 1, in) == g->bytes &&
                memcmp(old, g->text, g->bytes) == 0;
    if (in) fclose(in);
    free(old);
    return same;
}

static void end(generated *g) {
    fclose(g->out);
    if (!same_on_disk(g)) {
        FILE *out = fopen(g->path, "w");
        if (!out || fwrite(g->text, 1, g->bytes, out) != g->bytes || fclose(out))
            fail("cannot write %s", g->path);
    }
    free(g->text);
}

static void write_one(const model *m, const char *folder, const char *name,
                      void (*emit)(const model *, FILE *)) {
    generated *g = begin(folder, name);
    emit(m, g->out);
    end(g);
}

static void write_header(const model *m, const char *folder, const Schema__File *file) {
    char name[300], path[600];
    const char *stem = file_stem(file), *slash = strrchr(stem, '/');
    snprintf(path, sizeof path, "%s/%.*s", folder, slash ? (int) (slash - stem) : 0, stem);
    if (slash && mkdir(path, 0777) && errno != EEXIST) fail("cannot make %s", path);
    snprintf(name, sizeof name, "%s.h", stem);
    generated *g = begin(folder, name);
    emit_header(m, file, g->out);
    end(g);
}

static void write_catalog(const model *m, FILE *out) {
    emit_tables(m, out);
    emit_commands(m, out);
}

int main(int argc, char **argv) {
    if (argc != 3) fail("usage: catalog DESCRIPTOR_SET FOLDER");
    model m = model_load(argv[1]);
    write_one(&m, argv[2], "status_names.h", emit_status_names);
    write_one(&m, argv[2], "status_table.h", emit_status_table);
    write_one(&m, argv[2], "reason_table.h", emit_reason_table);
    write_one(&m, argv[2], "kind_table.h", emit_kind_table);
    write_one(&m, argv[2], "catalog.c", write_catalog);
    write_one(&m, argv[2], "handlers.c", emit_handlers);
    for (size_t i = 0; i < m.set->n_file; i++)
        if (file_is_worker(m.set->file[i])) write_header(&m, argv[2], m.set->file[i]);
    schema__set__free_unpacked(m.set, NULL);
    return 0;
}
