/* code: code tables of the contract, and which of their values a filer means. Which table a field
 * has, says catalog.h. */
#ifndef HALL_RUNTIME_CODE_H
#define HALL_RUNTIME_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/runtime/text_pair.h"

typedef struct code_value {
    int64_t number;
    const char *text; /* the code as filers write it, "01" */
    text_pair label;
    const char *const *also; /* what else people write, NULL-terminated */
} code_value;

/* code_is_blank: the value says what an empty field means (its name ends in _BLANK): it is shown,
 * never offered. */
bool code_is_blank(const code_value *value);

/* A code table is an enum of proto/code.proto: name "insurance", values by number. */
typedef struct code_table {
    const char *name;
    unsigned n;
    const code_value *value;
    const char *ending; /* a label may be written with it, "" for none */
} code_table;

/* code_find: the value that a filer means by its code, with or without leading zeros, its label in
 * either language, another name of it, or the code followed by the label ("01-身份证"); width, case
 * and blanks do not matter. NULL for none. At most CODE_TEXT_MAX bytes.
 * code_named: whether the folded text (fold_number) means this value. */
#define CODE_TEXT_MAX 200u
const code_value *code_find(const code_table *table, const char *text);
bool code_named(const code_table *table, const code_value *value, const char *folded);

#endif
