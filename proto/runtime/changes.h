/* changes: the runner's side of what a decision wants (the handler's side is in decide.h). */
#ifndef HALL_RUNTIME_CHANGES_H
#define HALL_RUNTIME_CHANGES_H

#include "proto/runtime/decide.h"

typedef struct change_event {
    const event_type *type;
    ProtobufCMessage *message; /* plain, in the arena */
} change_event;

typedef struct change_warning {
    status code;
    const char *field;
} change_warning;

typedef struct change_rule {
    const char *rule;
    bool passed;
} change_rule;

#define CHANGES_EVENTS_MAX 4096u

struct changes {
    arena *arena;
    bool full; /* the arena ran out: the command is refused with E_ARENA */
    bool over; /* more than CHANGES_EVENTS_MAX events: refused with E_TOO_LARGE */
    size_t n_event, event_room, n_warning, n_rule;
    change_event *event; /* in the arena */
    change_warning warning[16];
    change_rule rule[16];
    faults faults;
    ProtobufCMessage *reply; /* a copy, in the arena */
    const char *release;     /* case_no, NULL for none */
    release_kind release_as;
    int32_t level; /* of review, as changes_review raised it */
    uint32_t approvers;
    const char *why; /* the last one that raised it, NULL for none */
    bool based;      /* what it replaces was noted */
    int64_t base;    /* sum of the versions of those rows */
    int32_t period;  /* month in which the act takes effect, 0: the context's */
};

/* changes_start: empties `out` for a new run; copies go to `a`. */
void changes_start(changes *out, arena *a);

/* changes_settle: what a handler's verdict comes to with the faults that it noted; a refusal joins
 * them. */
verdict changes_settle(changes *out, verdict v);

#endif
