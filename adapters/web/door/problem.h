/* problem: a refusal as application/problem+json (RFC 9457): type, title, status, detail, instance,
 * and beside them code, text, field, reason, reasonText, next, href, errors, gate, retryable,
 * traceId, line and column, so that a program reads code and reason and a person reads in the own
 * language what is wrong and what to do. docs/http.md. Pure. */
#ifndef HALL_WEB_PROBLEM_H
#define HALL_WEB_PROBLEM_H

#include "kernel/envelope.pb-c.h"
#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"

#define PROBLEM_CONTENT_TYPE "application/problem+json"

/* Texts may be NULL. http 0: that of the code. rules, warnings: of `answer`, may be NULL. `input`:
 * whose fields are at fault, may be NULL. */
typedef struct problem {
    status code;
    unsigned http;
    const char *field, *reason, *detail;
    unsigned line, column;
    const char *instance, *trace_id;
    const Bus__Answer *answer;
    const message_type *input;
} problem;

/* problem_http: the HTTP code of a problem, always an error. problem_text: its JSON, NULL when the
 * arena is full. problem_of: the problem an answer is. */
unsigned problem_http(const problem *p);
const char *problem_text(const problem *p, bool english, arena *a);
problem problem_of(const Bus__Answer *answer);

/* problem_wait_s: seconds for Retry-After, 0 for none. */
unsigned problem_wait_s(const problem *p);

#endif
