/* bus_call: the blocking calls, for the command line and tests: the same loop, turned here. */
#include <string.h>

#include "broker/bus.h"
#include "broker/frame.h"

typedef struct waiting {
    arena *arena;
    const char *endpoint; /* NULL: any */
    bool done;
    ProtobufCMessage *out;
} waiting;

/* Through the wire form: the one deep copy that every message has. */
static ProtobufCMessage *keep(arena *a, const ProtobufCMessage *message) {
    size_t bytes = protobuf_c_message_get_packed_size(message);
    uint8_t *packed = arena_alloc(a, bytes + 1);
    if (!packed) return NULL;
    protobuf_c_message_pack(message, packed);
    return protobuf_c_message_unpack(message->descriptor, arena_pb(a), bytes, packed);
}

static void on_answer(void *self, const Bus__Answer *answer) {
    waiting *w = self;
    w->done = true;
    w->out = keep(w->arena, &answer->base);
}

static void turn(bus *b, int max_ms) {
    zmq_pollitem_t items[BUS_BROKERS_MAX];
    unsigned n = bus_poll(b, items);
    zmq_poll(items, (int) n, bus_wait_ms(b, max_ms));
    bus_turn(b);
}

status bus_call(bus *b, const Bus__Envelope *command, uint32_t timeout_ms, arena *a,
                Bus__Answer **out) {
    waiting w = {.arena = a};
    status state = bus_send(b, command, timeout_ms, on_answer, &w);
    while (state == OK && !w.done) turn(b, 1000);
    if (state == OK && !w.out) state = E_ARENA;
    if (state == OK) *out = (Bus__Answer *) w.out;
    return state;
}

static void on_told(void *self, const char *endpoint, const Bus__BrokerStatus *told) {
    waiting *w = self;
    if (!w->done && strcmp(endpoint, w->endpoint) == 0) {
        w->done = true;
        w->out = keep(w->arena, &told->base);
    }
}

status bus_broker_status(bus *b, unsigned broker, uint32_t timeout_ms, arena *a,
                         Bus__BrokerStatus **out) {
    int64_t until_us = clock_us() + (int64_t) timeout_ms * 1000, asked_us = 0;
    waiting w = {.arena = a, .endpoint = bus_endpoint(b, broker)};
    if (!w.endpoint) return E_NOT_FOUND;
    while (!w.done && clock_us() < until_us) {
        if (clock_us() - asked_us > 100000) {
            asked_us = clock_us();
            bus_ask_status(b, on_told, &w);
        }
        turn(b, 20);
    }
    bus_ask_status(b, NULL, NULL);
    if (!w.out) return w.done ? E_ARENA : E_UNAVAILABLE;
    *out = (Bus__BrokerStatus *) w.out;
    return OK;
}
