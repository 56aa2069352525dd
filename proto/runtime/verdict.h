/* verdict: how a decision ends, and all that is wrong with a filing where more than one thing is.
 */
#ifndef HALL_RUNTIME_VERDICT_H
#define HALL_RUNTIME_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/runtime/status.h"

/* A refusal names the field and a stable reason; texts are made at the edge from the code. */
typedef struct verdict {
    status code;
    const char *field;  /* proto path of the field, NULL for none */
    const char *reason; /* stable key, NULL for none */
} verdict;

static inline verdict accept(void) {
    return (verdict){OK, NULL, NULL};
}
static inline verdict refuse(status code, const char *field) {
    return (verdict){code, field, NULL};
}
static inline bool refused(verdict v) {
    return v.code != OK;
}

/* Most faults that one answer names; who makes more sees the others when these are mended. */
#define FAULTS_MAX 48u

/* In the order in which they were found. Begin with zeros. */
typedef struct faults {
    size_t n;
    verdict fault[FAULTS_MAX];
} faults;

/* faults_add: notes a refusal unless its field is named already: the first fault of a field is the
 * cause of further ones. True when `v` refuses. faults_name: a fault of this field is noted. */
bool faults_add(faults *list, verdict v);
bool faults_name(const faults *list, const char *field);

/* faults_first: the first noted refusal, OK without one. */
verdict faults_first(const faults *list);

#endif
