/* vectors_kind: what the kinds of vectors share: inputs k=v;k=v, an answer as text, and the table.
 * Only for tools/vectors*.c. */
#ifndef HALL_TOOLS_VECTORS_KIND_H
#define HALL_TOOLS_VECTORS_KIND_H

#include "workers/rules/params.h"

#define VECTOR_INPUTS 16
#define VECTOR_ANSWER 512

typedef struct vector_input {
    const char *key, *value;
} vector_input;

typedef struct vector_case {
    const param_set *params;
    uint32_t *asked; /* bit i: the kind asked for input i */
    vector_input input[VECTOR_INPUTS];
    size_t n;
    char answer[VECTOR_ANSWER];
} vector_case;

/* A kind fills c->answer from its inputs; the answer may be the name of a status. An input for
 * which it does not ask fails the vector: it would be taken for tested. */
typedef struct vector_kind {
    const char *name;
    void (*run)(vector_case *c);
} vector_kind;

/* Tables ended by a NULL name. */
extern const vector_kind vectors_identity[], vectors_money[], vectors_time[], vectors_crypt[];

/* vector_text: an input's text, "" when absent. vector_number: as integer; vector_fen, vector_rate,
 * vector_date, vector_period: as such; a malformed value is 0 and makes the vector fail by itself.
 */
const char *vector_text(const vector_case *c, const char *key);
int32_t vector_number(const vector_case *c, const char *key);
int64_t vector_fen(const vector_case *c, const char *key);
int32_t vector_rate(const vector_case *c, const char *key);
int32_t vector_date(const vector_case *c, const char *key);
int32_t vector_period(const vector_case *c, const char *key);

/* vector_say: appends to the answer. vector_yuan: two decimals, valid until the fourth call after.
 * vector_goes_on: true for OK and warnings; else the answer is the status' name. */
void vector_say(vector_case *c, const char *format, ...) PRINTF_LIKE(2, 3);
const char *vector_yuan(int64_t fen);
bool vector_goes_on(vector_case *c, status code);

#endif
