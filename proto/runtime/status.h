/* status: the one error type of the hall, from proto/kernel/status.proto, so that log, wire, HTTP
 * code, command-line exit and test speak of the same number. Names are short: OK, E_BUSY ...
 * The caller's mistake travels as a verdict (decide.h); the world's failure as a status, logged
 * once where it ends; our own bug is must(), compiled in always. */
#ifndef HALL_RUNTIME_STATUS_H
#define HALL_RUNTIME_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gen/status_names.h"
#include "proto/runtime/text_pair.h"

typedef Kernel__Status status;

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* must: ends the process when `condition` is false. Only for what no wire, file or table can
 * cause. */
#define must(condition) ((condition) ? (void) 0 : must_failed(#condition, __FILE__, __LINE__))
void must_failed(const char *condition, const char *file, int line) __attribute__((noreturn));

/* status_name: "E_BUSY"; never NULL, "E_INTERNAL" for a number outside the enum. */
const char *status_name(status code);

/* status_text: what the filer reads; `english` false gives Chinese. Borrowed, static. */
const char *status_text(status code, bool english);

/* What a reason key (proto/kernel/reason.proto) means beside a status; OK: beside any status that
 * has no text of its own. */
typedef struct reason_text {
    status code;
    const char *key, *zh, *en;
    text_pair by; /* of a gate: whose decision it is, "" where that is the code's */
} reason_text;
extern const reason_text reason_texts[];
extern const unsigned n_reason_texts;

/* status_reason: what to do next after a refusal with this status and reason; "" where the contract
 * has no text for the key, and for NULL. Borrowed, static. */
const char *status_reason(status code, const char *reason, bool english);

/* status_sentence: the one sentence that says most: that of the reason, else of the status. */
const char *status_sentence(status code, const char *reason, bool english);

/* status_next: what to do about a status, "" where its text says it. status_href: the page of the
 * portal on which that is done, "" for none. Borrowed, static. */
const char *status_next(status code, bool english);
const char *status_href(status code);

/* status_gate: the name of the gate (kernel.Gate) that a refusal with this status is of, "" for
 * none. status_by: whose decision that is. Borrowed, static. */
const char *status_gate(status code);
const char *status_by(status code, const char *reason, bool english);

/* status_http: HTTP code; status_may_retry: whether the same request can succeed later. */
unsigned status_http(status code);
bool status_may_retry(status code);

/* status_is_warning: W_ codes accompany an answer and refuse nothing. */
bool status_is_warning(status code);

/* status_find: the number of a name; false when there is none. */
bool status_find(const char *name, status *out);

#endif
