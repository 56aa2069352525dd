/* traced: see traced.h. Of the answer only how it ended is shown, of the broker's stamp where it
 * came through; of events only which they are. */
#include "workers/query/traced.h"

#include "kernel/envelope.pb-c.h"
#include "proto/runtime/uuid.h"

static char *number_text(const traced *place, arena *a) {
    char text[UUID_TEXT_BYTES];
    uuid_text(place->command_id, text);
    return arena_dup(a, text);
}

static const Bus__Stamp *stamp_of(const traced *place, arena *a) {
    return bus__stamp__unpack(arena_pb(a), place->stamp.len, place->stamp.data);
}

/* An insured person's account is named after the person. */
static bool is_named(Kernel__Role role) {
    return role != KERNEL__ROLE__ROLE_NONE && role != KERNEL__ROLE__ANYONE &&
           role != KERNEL__ROLE__PERSON;
}

static status add_answer(const traced *place, arena *a, TracedCommand *out) {
    const Bus__Answer *answer =
        bus__answer__unpack(arena_pb(a), place->answer.len, place->answer.data);
    if (!answer) return E_ARENA;
    out->answered = true;
    out->status = answer->status;
    out->field = answer->field;
    out->reason = answer->reason;
    out->outcome = answer->outcome;
    out->case_no = answer->case_no;
    out->position = answer->position;
    return OK;
}

static status add_events(const traced *place, arena *a, TracedCommand *out) {
    EventWritten *line = arena_alloc(a, (place->n_event + 1) * sizeof *line);
    out->wrote = arena_alloc(a, (place->n_event + 1) * sizeof *out->wrote);
    if (!line || !out->wrote) return E_ARENA;
    for (; out->n_wrote < place->n_event; out->n_wrote++) {
        const trace_event *event = &place->event[out->n_wrote];
        EventWritten *one = out->wrote[out->n_wrote] = &line[out->n_wrote];
        *one = (EventWritten) EVENT_WRITTEN_INIT;
        one->type = lend(event->type->name);
        one->title_zh = lend(event->type->title.zh);
        one->title_en = lend(event->type->title.en);
        one->n = event->n;
    }
    return OK;
}

static status add_kept(const traced *place, arena *a, TracedCommand *out) {
    out->received_at_us = place->at_us;
    out->origin = lend(place->origin);
    out->channel = lend(place->channel);
    out->role = place->role;
    out->account_no = is_named(place->role) ? lend(place->actor) : out->account_no;
    out->key_no = lend(place->key_no);
    out->lane = place->lane;
    out->asked = place->times;
    status s = add_answer(place, a, out);
    return s == OK ? add_events(place, a, out) : s;
}

static status add_parked(const traced *place, arena *a, TracedCommand *out) {
    const Bus__Stamp *stamp = stamp_of(place, a);
    if (!stamp) return E_ARENA;
    if (!out->received_at_us) out->received_at_us = stamp->received_at_us;
    out->attempts = place->times;
    out->deliveries = stamp->delivery;
    out->parked = (Query__ParkState) place->state;
    out->parked_reason = lend(place->reason);
    out->parked_at_us = place->at_us;
    out->shard = stamp->shard;
    out->broker = stamp->broker;
    return OK;
}

static status add(const traced *place, arena *a, TracedCommand *out) {
    if (place->method[0]) out->method = lend(place->method);
    if (!out->worker[0]) out->worker = lend(place->worker); /* who decided it stands first */
    if (place->place == TRACED_KEPT) return add_kept(place, a, out);
    if (place->place == TRACED_PARKED) return add_parked(place, a, out);
    out->attempts = place->times;
    out->last_error = lend(place->reason);
    return OK;
}

status traced_show(const traced *place, size_t n, arena *a, TracedCommand *out) {
    *out = (TracedCommand) TRACED_COMMAND_INIT;
    out->command_id = number_text(place, a);
    if (!out->command_id) return E_ARENA;
    for (size_t i = 0; i < n; i++) {
        status s = add(&place[i], a, out);
        if (s != OK) return s;
    }
    const command_type *type = catalog_command(out->method);
    if (!type) return OK;
    out->title_zh = lend(type->title.zh);
    out->title_en = lend(type->title.en);
    out->queue = type->queue_class;
    return OK;
}

status traced_parked(const traced *place, arena *a, ParkedCommand *out) {
    TracedCommand all;
    status s = traced_show(place, 1, a, &all);
    if (s != OK) return s;
    *out = (ParkedCommand) PARKED_COMMAND_INIT;
    out->command_id = all.command_id;
    out->method = all.method;
    out->title_zh = all.title_zh;
    out->title_en = all.title_en;
    out->reason = all.parked_reason;
    out->parked_at_us = all.parked_at_us;
    out->received_at_us = all.received_at_us;
    out->attempts = all.attempts;
    out->deliveries = all.deliveries;
    out->shard = all.shard;
    out->queue = all.queue;
    out->broker = all.broker;
    out->state = all.parked;
    return OK;
}
