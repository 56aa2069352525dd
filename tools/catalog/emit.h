/* emit: one function per generated file; each writes to `out` what it derives from the model. */
#ifndef HALL_TOOLS_CATALOG_EMIT_H
#define HALL_TOOLS_CATALOG_EMIT_H

#include "tools/catalog/model.h"

void emit_status_names(const model *m, FILE *out); /* gen/status_names.h: OK, E_BUSY ... */
void emit_status_table(const model *m, FILE *out); /* gen/status_table.h: texts, HTTP codes */
void emit_kind_table(const model *m, FILE *out);   /* gen/kind_table.h: kinds of business */
void emit_reason_table(const model *m, FILE *out); /* gen/reason_table.h: texts of reasons */
void emit_header(const model *m, const Schema__File *file, FILE *out); /* gen/<file>.h */
void emit_tables(const model *m, FILE *out);   /* gen/catalog.c: messages, rows, events */
void emit_commands(const model *m, FILE *out); /* the second half of it: commands, codes */

/* The records that inputs name (names.c). emit_named: the table of one rpc; returns its length.
 * joining_field: position, -1 for none. Both fail for an input that names a record without saying
 * so. row_by_short_name: NULL when there is no such row. */
size_t emit_named(const model *m, const Schema__Message *input, const char *symbol, FILE *out);
int joining_field(const Schema__Message *input);
/* emit_reads: whose record a method looks at; fails for a query that shows somebody's and is
 * silent. */
void emit_reads(const model *m, const Schema__Method *method, const Kernel__Command *command,
                FILE *out);
const Schema__Message *row_by_short_name(const model *m, const char *name);
/* door_of: where a method has its route, also where it follows from the grants. emit_due (due.c):
 * what is due of a row; fails for a method that hall-clock could not send. */
Kernel__Door door_of(const Kernel__Command *command);
/* emit_codes (codes.c): the code tables; fails where two codes have one name. code_exists: by the
 * code as filers write it. emit_texts: a list that ends with NULL, or NULL for none. */
void emit_codes(const model *m, FILE *out);
bool code_exists(const model *m, const char *table, const char *code);
/* emit_words: the words of the values of all other enums, in the same form. check_words: fails for
 * a value of this enum without words. */
void emit_words(const model *m, FILE *out);
void check_words(const model *m, const char *full_name);
void emit_texts(FILE *out, char *const *text, size_t n);
void emit_due(const model *m, const Schema__Message *row, const char *name, FILE *out);
/* What a command says of its review (review.c): check_review fails for what has no effect, or for a
 * business that could be approved in bulk and should not; check_by_agent for a command that an
 * agent could not send in an account's name. */
void check_review(const Kernel__Command *c, const Schema__Message *input, bool query);
void check_by_agent(const Kernel__Command *c, bool query);
void emit_review(const Kernel__Command *c, FILE *out);
/* emit_topic (topic.c): what pages that show the method's answer follow; returns how many lines it
 * wrote. Fails for what nobody could follow. */
size_t emit_topic(const model *m, const Schema__Method *method, size_t number, FILE *out);
void emit_handlers(const model *m, FILE *out); /* gen/handlers.c */

/* about_event: says "rpc a.B, event C": the rpcs whose input stands in the event's file, or its
 * service alone. emit_event_type: an event with its effects (effects.c). */
void about_event(const model *m, const Schema__File *home, const Schema__Message *event);
void emit_event_type(const model *m, const Schema__File *file, const Schema__Message *message,
                     FILE *out);

/* The sealed blocks (seal.c). field_in_block: at rest the field lies in its message's block only.
 * check_block, check_effect (an event on a row), check_reply (of a command): fail for a contract
 * that leaves something personal in clear or mixes blocks. emit_block: the table of one message. */
bool field_in_block(const Schema__Message *message, const Schema__FieldDef *field);
void check_block(const model *m, const Schema__Message *message);
void check_effect(const model *m, const Schema__Message *event, const Schema__Message *row,
                  const Kernel__Apply *apply);
void check_reply(const model *m, const char *output);
bool has_block(const Schema__Message *message);
/* emit_destroys: whose keys an event destroys. */
void emit_destroys(const model *m, const Schema__Message *event, const char *symbol, FILE *out);
/* emit_tell (tell.c): who finds the event in the inbox; writes nothing for nobody. */
void emit_tell(const model *m, const Schema__Message *event, const char *symbol, FILE *out);
void emit_block(const Schema__Message *message, const char *symbol, FILE *out);

/* What a form says of an input (form.c). emit_form_groups: the parts of its form, nothing where it
 * has none. emit_form_field: the end of a field's table. check_form: fails for an input whose form
 * would lack a word or name a part, a code or a field that is not there. */
void emit_form_groups(const Schema__Message *message, const char *symbol, FILE *out);
void emit_form_field(const Schema__Message *message, const Schema__FieldDef *field, FILE *out);
void check_form(const Schema__Message *input);

/* kernel_enum: an enum of the package kernel; fails when it is missing. emit_whole: a text and the
 * comma behind it; fails for one in one language only; NULL is an empty one. */
const Schema__Enumeration *kernel_enum(const model *m, const char *name);
void emit_whole(const char *name, const Kernel__Text *text, FILE *out);
/* A C string literal, quotes and line ends escaped. */
void emit_text(FILE *out, const char *text);
void emit_pair(FILE *out, const Kernel__Text *text);

#endif
