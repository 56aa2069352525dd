/* traces: what a query may see of commands as the kernel keeps them: kept answers with their
 * entries, commands that are tried again, parked ones. Like a row a search is loaded when it is
 * made for the first time: until then it finds nothing and the run is void (view.h). Loading is
 * store/log/traces.c. */
#ifndef HALL_RUNTIME_TRACES_H
#define HALL_RUNTIME_TRACES_H

#include "proto/runtime/view/answers.h"

typedef enum trace_by {
    TRACE_BY_NUMBER, /* `first` to `last`, both included, in this order */
    TRACE_BY_TIME,   /* received from from_us to until_us, both included: kept ones of `account_no`,
                        and parked ones of whomever; in the order of time */
    TRACE_PARKED     /* in `state`, parked before until_us or then with a lower number than `last`;
                        the newest first */
} trace_by;

/* A search; at most `limit` are found. */
typedef struct trace_search {
    trace_by by;
    uint8_t first[ANSWER_ID_BYTES], last[ANSWER_ID_BYTES];
    const char *account_no;
    int64_t from_us, until_us, state;
    unsigned limit;
} trace_search;

typedef enum trace_place { TRACED_KEPT = 1, TRACED_TRIED = 2, TRACED_PARKED = 3 } trace_place;

/* One kind of event of a command's entry. */
typedef struct trace_event {
    const event_type *type;
    int64_t n;
} trace_event;

/* What one table knows of a command. times: how often a kept answer was asked for, or a command
 * run. worker: who decided it, ran it last or parked it. reason: of the last failure, or of
 * parking. stamp: bytes of bus.Stamp; answer: of bus.Answer. Texts are never NULL and live as long
 * as the view. */
typedef struct traced {
    uint8_t command_id[ANSWER_ID_BYTES];
    trace_place place;
    const char *method, *reason, *actor, *origin, *channel, *key_no, *worker;
    Kernel__Role role;
    int64_t at_us, times, state, lane, position;
    ProtobufCBinaryData answer, stamp;
    size_t n_event;
    const trace_event *event;
} traced;

typedef struct trace_list {
    size_t n;
    const traced *found;
} trace_list;

/* view_traces: what `search` finds; several places may know one command. */
trace_list view_traces(view *v, const trace_search *search);

/* The loader's side: the search that was made and not answered yet, NULL for none; then
 * view_put_traces, whose list lives as long as the view. */
const trace_search *view_wanted_traces(const view *v);
void view_put_traces(view *v, trace_list found);

#endif
