/* reply: a worker's answer as the JSON document of a success. Pure. */
#ifndef HALL_WEB_REPLY_H
#define HALL_WEB_REPLY_H

#include <jansson.h>

#include "adapters/web/door/route.h"
#include "kernel/envelope.pb-c.h"
#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"

/* reply_http: 202 while a case waits for a reviewer or the act is still running, else 200. */
unsigned reply_http(const Bus__Answer *answer);

/* The secret that a login or a new program key begins with, what pages of a cookie session send
 * back, and the number of the key by which was asked. NULL for none. */
typedef struct reply_added {
    const char *token, *csrf_token, *program_key, *key_no;
    Kernel__Role role; /* whose methods at `door` are named, ROLE_NONE: nobody's */
    door_kind door;
    const char *method; /* that was answered, where the address does not say it; NULL: it does */
} reply_added;

/* reply_text: status, outcome, caseNo, position, period, rules, warnings, receivedAt and reply, if
 * they have a value: what is not decided yet has no reply.
 * added      what the door says besides; NULL: nothing
 * errors     E_MALFORMED the payload is not the command's output; E_ARENA. */
status reply_text(const command_type *command, const Bus__Answer *answer, bool english,
                  const reply_added *added, arena *a, const char **out) MUST_CHECK;

/* reply_notes: adds caseNo, rules, warnings and receivedAt of an answer to a document. */
void reply_notes(json_t *object, const Bus__Answer *answer, bool english);

/* reply_time: RFC 3339 with milliseconds and +08:00, as the offices count their days.
 * reply_set_time: sets a member to it, nothing for 0. */
enum { REPLY_TIME_BYTES = 32 };
void reply_time(int64_t time_us, char out[REPLY_TIME_BYTES]);
void reply_set_time(json_t *object, const char *name, int64_t time_us);

#endif
