/* agent: sends and waits for programs that act without being asked. */
#include "workers/agents/agent.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "proto/runtime/log.h"
#include "proto/runtime/process.h"

static char *said(const char *text) {
    return (char *) (uintptr_t) (text ? text : "");
}

static bool pack(const agent_call *call, arena *a, ProtobufCBinaryData *out) {
    *out = call->packed;
    if (!call->message) return true;
    out->data = arena_alloc(a, protobuf_c_message_get_packed_size(call->message) + 1);
    if (out->data) out->len = protobuf_c_message_pack(call->message, out->data);
    return out->data;
}

/* The envelope of a call; `id` is room for a new one. */
static bool envelope_of(const agent_call *call, arena *a, uint8_t id[UUID_BYTES],
                        Bus__Envelope *out) {
    *out = (Bus__Envelope) BUS__ENVELOPE__INIT;
    if (!call->id) uuid_v7(id);
    out->id = (ProtobufCBinaryData){UUID_BYTES, call->id ? (uint8_t *) (uintptr_t) call->id : id};
    out->method = said(call->method);
    out->channel = said(call->channel);
    out->acting_for = said(call->acting_for);
    out->trace = said(call->trace);
    out->purpose = said(call->purpose);
    out->dry_run = call->dry_run;
    out->doubtful = call->doubtful;
    return pack(call, a, &out->payload);
}

status agent_send(bus *b, const agent_call *call, arena *a, bus_answered *answered, void *self) {
    Bus__Envelope envelope;
    uint8_t id[UUID_BYTES];
    if (!envelope_of(call, a, id, &envelope)) return E_ARENA;
    return bus_send(b, &envelope, call->timeout_ms, answered, self);
}

status agent_ask(bus *b, const agent_call *call, arena *a, Bus__Answer **out) {
    Bus__Envelope envelope;
    uint8_t id[UUID_BYTES];
    if (!envelope_of(call, a, id, &envelope)) return E_ARENA;
    status s = bus_call(b, &envelope, call->timeout_ms, a, out);
    return s == OK ? (status) (*out)->status : s;
}

bool agent_undecided(const Bus__Answer *answer) {
    return answer->status == E_DEADLINE || status_may_retry(answer->status);
}

void agent_id(const char *who, const void *cause, size_t bytes, int64_t number,
              uint8_t out[UUID_BYTES]) {
    char text[AGENT_CAUSE_MAX + 64];
    must(bytes <= AGENT_CAUSE_MAX && strlen(who) <= 16);
    size_t n = (size_t) snprintf(text, sizeof text, "%s:", who);
    memcpy(text + n, cause, bytes);
    n += bytes;
    n += (size_t) snprintf(text + n, sizeof text - n, ":%lld", (long long) number);
    uuid_v8(text, n, out);
}

bool agent_wait(bus *b, int stop_fd, const int *fd, unsigned n, int most_ms) {
    zmq_pollitem_t items[BUS_BROKERS_MAX + AGENT_FDS_MAX + 1];
    unsigned used = bus_poll(b, items);
    must(n <= AGENT_FDS_MAX);
    for (unsigned i = 0; i < n; i++)
        if (fd[i] >= 0) items[used++] = (zmq_pollitem_t){NULL, fd[i], ZMQ_POLLIN, 0};
    items[used] = (zmq_pollitem_t){NULL, stop_fd, ZMQ_POLLIN, 0};
    if (zmq_poll(items, (int) used + 1, bus_wait_ms(b, most_ms)) < 0 && errno != EINTR)
        log_warn("poll", log_errno(errno));
    bool stop = items[used].revents & ZMQ_POLLIN;
    bus_turn(b);
    return !stop;
}

status agent_open(const char *name, const char *keys_dir, const char *front, bus **out) {
    const char *endpoint[BUS_BROKERS_MAX];
    unsigned n = process_list(front, endpoint, BUS_BROKERS_MAX);
    return bus_open(
        &(bus_options){.name = name, .keys_dir = keys_dir, .endpoint = endpoint, .n_endpoint = n},
        out);
}
