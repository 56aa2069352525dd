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

/* apply: folds `event` (sealed) into the rows of `v`, by the effects that its schema of today has.
 * apply_logged: the same for an event from the log, by the effects of `schema`.
 * errors  E_NOT_READY a row is not loaded yet (noted in v, call again from view_save's mark);
 *         E_CONFLICT the row does not exist and the event may not create it, or removes it;
 *         E_RANGE, E_OVERFLOW a count would leave its range or what its field holds;
 *         E_ARENA the arena is full. After any of them the rows of `v` are half changed: view_undo.
 */
status apply(const event_type *type, const ProtobufCMessage *event, const event_head *head,
             view *v) MUST_CHECK;
status apply_logged(const event_type *type, uint32_t schema, const ProtobufCMessage *event,
                    const event_head *head, view *v) MUST_CHECK;

#endif
