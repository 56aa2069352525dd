/* emit: one function per generated file; each writes to `out` what it derives from the model. */
#ifndef HALL_TOOLS_CATALOG_EMIT_H
#define HALL_TOOLS_CATALOG_EMIT_H

#include "tools/catalog/model.h"

void emit_status_names(const model *m, FILE *out); /* gen/status_names.h: OK, E_BUSY ... */
void emit_status_table(const model *m, FILE *out); /* gen/status_table.h: texts, HTTP codes */
void emit_header(const model *m, const Schema__File *file, FILE *out); /* gen/<file>.h */
void emit_tables(const model *m, FILE *out);   /* gen/catalog.c: messages, rows, events */
void emit_commands(const model *m, FILE *out); /* the second half of it: commands, codes */
void emit_handlers(const model *m, FILE *out); /* gen/handlers.c */

/* A C string literal, quotes and line ends escaped. */
void emit_text(FILE *out, const char *text);
void emit_pair(FILE *out, const Kernel__Text *text);

#endif
