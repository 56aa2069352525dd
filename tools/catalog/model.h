/* model: the descriptor set as tools/catalog sees it, with look-ups by name and the checks that
 * stop a bad contract at build time. Everything lives until the program ends. */
#ifndef HALL_TOOLS_CATALOG_MODEL_H
#define HALL_TOOLS_CATALOG_MODEL_H

#include <stdbool.h>
#include <stdio.h>

#include "kernel/schema.pb-c.h"

typedef struct model {
    Schema__Set *set;
} model;

typedef struct field_ref {
    const Schema__Message *message;
    size_t index;
} field_ref;

/* fail: prints the reason and ends with exit code 1; the contract is wrong. */
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* about: names the part of the contract that is looked at; fail begins with it until the next. */
void about(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* model_load: reads a FileDescriptorSet and orders fields by number, as protobuf-c does. */
model model_load(const char *path);

/* Which files are tables of the contract (not google's, not the mirror), and which declare services
 * and rows of a worker. */
bool file_is_contract(const Schema__File *file);
bool file_is_worker(const Schema__File *file);

const Schema__Message *model_message(const model *m, const char *full_name,
                                     const Schema__File **file);
const Schema__Message *file_message(const Schema__File *file, const char *name);

/* enum_number: the number of a value of an enum; false when either does not exist. */
bool enum_number(const model *m, const char *full_name, const char *value, int32_t *out);

/* Position of a field in the ordered message, -1 when there is none. */
int field_index(const Schema__Message *message, const char *name);

const Kernel__Field *field_option(const Schema__FieldDef *field);
/* label_of: the field's own, or that of the field of its name in kernel.Words; NULL for none. */
const Kernel__Text *label_of(const model *m, const Schema__FieldDef *field);
const Kernel__Row *row_option(const Schema__Message *message);
const Kernel__Event *event_option(const Schema__Message *message);

/* What the input message of a method says of it; NULL when it says nothing. */
const Kernel__Command *command_option(const model *m, const Schema__Method *method);
bool method_is_query(const model *m, const Schema__Method *method);

/* rpc_of_input: "enrolment.AddMember" for the input message of that rpc, NULL for another. */
const char *rpc_of_input(const model *m, const Schema__Message *input);
bool message_is_input(const Schema__Message *message);

/* "enrolment/rows" of enrolment/rows.proto. */
char *file_stem(const Schema__File *file);

/* Comment before the message, method or enum at `path` of `n` numbers; "" when there is none. */
const char *comment_at(const Schema__File *file, const int32_t *path, size_t n);

/* Names as protobuf-c and the hall write them; each returns a buffer of its own, never freed. */
char *snake(const char *camel);
char *upper(const char *text);
char *kebab(const char *camel);
char *c_type(const char *package, const char *name);   /* Enrolment__AddMember */
char *c_symbol(const char *package, const char *name); /* enrolment__add_member */
const char *short_name(const char *full_name);         /* ".enrolment.Person" > "Person" */

bool field_repeated(const Schema__FieldDef *field);

enum {
    TYPE_DOUBLE = 1,
    TYPE_FLOAT = 2,
    TYPE_INT64 = 3,
    TYPE_UINT64 = 4,
    TYPE_INT32 = 5,
    TYPE_FIXED64 = 6,
    TYPE_FIXED32 = 7,
    TYPE_BOOL = 8,
    TYPE_STRING = 9,
    TYPE_MESSAGE = 11,
    TYPE_BYTES = 12,
    TYPE_UINT32 = 13,
    TYPE_ENUM = 14,
    TYPE_SFIXED64 = 16,
    TYPE_SINT64 = 18,
    LABEL_REPEATED = 3
};

#endif
