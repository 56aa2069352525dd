/* history: what a handler may see of the log: the events of one subject, in order, with who caused
 * each. Like a row it is loaded when it is asked for the first time: until then it looks empty and
 * the run is void (view.h). Loading is store/log/history.c. */
#ifndef HALL_RUNTIME_HISTORY_H
#define HALL_RUNTIME_HISTORY_H

#include "proto/runtime/view/view.h"

/* `number` and `hash`: of the entry in its lane. `event` is opened in what view_history gives,
 * sealed in what view_put_history takes. key_no: the program key that acted, "" or NULL for none.
 * Texts live as long as the view. */
typedef struct history_event {
    int64_t number, received_at_us;
    const char *method, *actor, *key_no;
    Kernel__Role role;
    const event_type *type;
    const ProtobufCMessage *event;
    ProtobufCBinaryData hash;
} history_event;

/* Events of one subject that are read at most: of a longer history the newest. Whoever shows one of
 * this length says that older ones are left out. */
#define HISTORY_EVENTS_MAX 4096u

typedef struct history {
    size_t n;
    const history_event *event;
} history;

/* view_history: the events of `subject` as committed before this batch; what the batch itself adds
 * is not among them. */
history view_history(view *v, const char *subject);

/* How a logged event becomes readable; as view_opener. NULL when a key is still missing (then noted
 * in the view) or the event does not open (then the view is spoilt). */
typedef const ProtobufCMessage *history_opener(void *self, view *v, const event_type *type,
                                               const ProtobufCMessage *sealed, arena *a);
void view_opens_history(view *v, history_opener *opener, void *self);

/* The loader's side: subjects asked for and not answered yet; then view_put_history for each of
 * them, with n = 0 where there is nothing. */
size_t view_wanted_histories(const view *v, const char *const **out);
void view_put_history(view *v, const char *subject, size_t n, const history_event *event);

#endif
