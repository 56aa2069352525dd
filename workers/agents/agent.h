/* agent: what programs share that act without being asked: sending the hall's own commands and
 * queries over the bus, and waiting. Nothing is kept here: the bus repeats a command until it is
 * answered, and what an agent has not seen answered it finds again and sends under the same id. */
#ifndef HALL_AGENTS_AGENT_H
#define HALL_AGENTS_AGENT_H

#include "broker/bus.h"
#include "proto/runtime/uuid.h"

#define AGENT_FDS_MAX 8u
#define AGENT_CAUSE_MAX 1024u

/* A command or query. message: its input, packed before agent_send returns, or NULL and `packed` is
 * it. id: 16 bytes, NULL for a new one; agent_id for what follows from a cause.
 * channel: which agent, for the log. What is left out is none: acting_for, the account whose act it
 * is; trace; purpose; dry_run and doubtful as in the envelope. */
typedef struct agent_call {
    const char *method, *channel;
    const ProtobufCMessage *message;
    const uint8_t *id;
    uint32_t timeout_ms;
    ProtobufCBinaryData packed;
    const char *acting_for, *trace, *purpose;
    bool dry_run, doubtful;
} agent_call;

/* agent_send: packs in `a` and publishes. errors  as bus_send; E_ARENA. */
status agent_send(bus *b, const agent_call *call, arena *a, bus_answered *answered,
                  void *self) MUST_CHECK;

/* agent_ask: the same, and waits for the answer: for an agent that does one thing after the other.
 * result  the answer's status, *out in the arena; else as bus_call. */
status agent_ask(bus *b, const agent_call *call, arena *a, Bus__Answer **out) MUST_CHECK;

/* agent_undecided: the answer may become another: no worker could decide it now. The same id is
 * sent again, or found again later. */
bool agent_undecided(const Bus__Answer *answer);

/* agent_id: the id of the `number`th act that follows from a cause, by `who` (at most 16 bytes).
 * The same cause gives the same ids, whoever asks and however often, so doing it again changes
 * nothing (uuid_v8). cause: at most AGENT_CAUSE_MAX bytes that name nothing else. */
void agent_id(const char *who, const void *cause, size_t bytes, int64_t number,
              uint8_t out[UUID_BYTES]);

/* agent_wait: until the bus, one of `n` descriptors (-1: none; at most AGENT_FDS_MAX) or the stop
 * signal has something, at most `most_ms`; then turns the bus. False once asked to stop. */
bool agent_wait(bus *b, int stop_fd, const int *fd, unsigned n, int most_ms);

/* agent_open: the bus of an agent; endpoints divided by commas. errors  as bus_open. */
status agent_open(const char *name, const char *keys_dir, const char *front, bus **out) MUST_CHECK;

#endif
