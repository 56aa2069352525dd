/* frame: messages of the bus on ZeroMQ sockets. The first frame is one byte, Bus__Kind; behind a
 * ROUTER the routing id stands before it. Here are only shapes; what they mean is elsewhere. */
#ifndef HALL_BROKER_FRAME_H
#define HALL_BROKER_FRAME_H

#include <zmq.h>

#include "kernel/envelope.pb-c.h"
#include "proto/runtime/status.h"

#define FRAMES_MAX 4u
#define BUS_COMMAND_BYTES_MAX (288u * 1024u)      /* one packed Envelope: payload to 256 KiB */
#define BUS_ANSWER_BYTES_MAX (8u * 1024u * 1024u) /* one packed Answer: a whole list */

/* part[0 .. n-1] are open and belong to the holder until frames_close. */
typedef struct frames {
    unsigned n;
    zmq_msg_t part[FRAMES_MAX];
} frames;

/* frames_receive: the next message that waits, never blocks. A message of more than FRAMES_MAX
 * frames is eaten and comes as n = 0. False when nothing waits. */
bool frames_receive(void *socket, frames *out);
void frames_close(frames *it);

/* frames_kind: the kind in part `at`; NOTHING when there is no such one-byte part. */
Bus__Kind frames_kind(const frames *it, unsigned at);

/* frame_pack: a message as one frame, to be closed or sent. frame_copy: n bytes. False: no
 * memory. */
bool frame_pack(zmq_msg_t *out, const ProtobufCMessage *message);
bool frame_copy(zmq_msg_t *out, const void *data, size_t bytes);

/* frames_send: [routing id] kind [body] [more], never blocks; `id` may be NULL, bodies may be NULL.
 * Bodies stay the caller's (their content is shared, not copied).
 * errors  E_BUSY the peer's pipe is full or there is no connection; E_UNAVAILABLE no such peer. */
status frames_send(void *socket, const void *id, size_t id_bytes, Bus__Kind kind, zmq_msg_t *body,
                   zmq_msg_t *more) MUST_CHECK;

/* clock_us: CLOCK_MONOTONIC in microseconds. */
int64_t clock_us(void);

#endif
