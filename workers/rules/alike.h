/* alike: two records that may be of one person: the same name and birth date under different
 * documents. Found by a keyed hash; what a human said of a pair of documents is remembered. Source:
 * docs/rules 5.14. */
#ifndef HALL_RULES_ALIKE_H
#define HALL_RULES_ALIKE_H

#include "gen/enrolment/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/decide.h"

enum { ALIKE_MOST = 20 };

/* alike_hash: of a name as stored and a birth date. */
ProtobufCBinaryData alike_hash(const context *ctx, view *rows, const char *name, int32_t birth);

/* A pair of documents in the order in which a verdict about it is kept. */
typedef struct alike_pair {
    ProtobufCBinaryData low, high;
} alike_pair;
alike_pair alike_pair_of(ProtobufCBinaryData a, ProtobufCBinaryData b);

/* What was said of the pair; LIKENESS_OPEN: nothing yet. */
Enrolment__LikenessVerdict alike_verdict(view *rows, ProtobufCBinaryData a, ProtobufCBinaryData b);

/* alike_persons: who on record has this hash and another document, the destroyed and merged left
 * out; ALIKE_MOST at most. */
size_t alike_persons(view *rows, ProtobufCBinaryData hash, ProtobufCBinaryData document_hash,
                     const Person *out[ALIKE_MOST]);

/* alike_filed: the hash of the person whom a waiting filing enrols; empty for any other case. */
ProtobufCBinaryData alike_filed(const context *ctx, view *rows, const Case *file);

#endif
