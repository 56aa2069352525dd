/* catalog: writes the C half of the contract from the descriptor set: short names, handler
 * prototypes, command, event, row and code tables. Run by the build; nothing it writes is
 * committed. Not for run time: programs read the tables through proto/runtime/catalog.h. */
#include <stdlib.h>
#include <string.h>

#include "tools/catalog/emit.h"

static FILE *open_in(const char *folder, const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (!out) fail("cannot write %s", path);
    fputs("/* Written by tools/catalog from the contract; do not edit. */\n", out);
    return out;
}

static void write_one(const model *m, const char *folder, const char *name,
                      void (*emit)(const model *, FILE *)) {
    FILE *out = open_in(folder, name);
    emit(m, out);
    fclose(out);
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
    write_one(&m, argv[2], "catalog.c", write_catalog);
    write_one(&m, argv[2], "handlers.c", emit_handlers);
    for (size_t i = 0; i < m.set->n_file; i++) {
        const Schema__File *file = m.set->file[i];
        if (!file_is_worker(file)) continue;
        char name[128];
        snprintf(name, sizeof name, "%s.h", file->package);
        FILE *out = open_in(argv[2], name);
        emit_header(&m, file, out);
        fclose(out);
    }
    schema__set__free_unpacked(m.set, NULL);
    return 0;
}
