/* apply: the only code that changes a row. What an event does to which row is an option of the
 * event in the contract (kernel.event).apply; live workers, replay and the LMDB projector all fold
 * through here. A sealed block is copied whole, so folding needs no keys. */
#ifndef HALL_RUNTIME_APPLY_H
#define HALL_RUNTIME_APPLY_H

#include "proto/runtime/view/view.h"

typedef struct event_head {
    int64_t received_at_us;
    const char *actor;
    const char *case_no;
} event_head;

/* apply: folds `event` (sealed) into the rows of `v`.
 * errors  E_NOT_READY a row is not loaded yet (noted in v, call again from view_save's mark);
 *         E_CONFLICT the row does not exist and the event may not create it, or removes it;
 *         E_ARENA the arena is full. */
status apply(const event_type *type, const ProtobufCMessage *event, const event_head *head,
             view *v) MUST_CHECK;

#endif
