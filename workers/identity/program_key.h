/* program_key: what the acts on keys of a unit's software share. Source: docs/rules 2.12. */
#ifndef HALL_IDENTITY_PROGRAM_KEY_H
#define HALL_IDENTITY_PROGRAM_KEY_H

#include "gen/identity/program_key.h"
#include "proto/runtime/decide.h"
#include "workers/rules/key_end.h"

/* What a key may: borrowed from the input. */
typedef struct key_terms {
    char **business, **question, **network;
    size_t n_business, n_question, n_network;
    int32_t valid_until;
} key_terms;

/* The same as the row keeps it, in the arena of `rows`. */
typedef struct key_limits {
    char *business, *question, *network;
    int64_t ends_at_us;
} key_limits;

/* program_key_limits: notes each fault (changes_fault); false with any, or without memory. */
bool program_key_limits(const context *ctx, view *rows, const key_terms *terms, changes *out,
                        key_limits *limits);

/* program_key_show: the row as a reply; lists in the arena of `rows`. */
status program_key_show(view *rows, const ProgramKey *key, ProgramKeyShown *out) MUST_CHECK;

#endif
