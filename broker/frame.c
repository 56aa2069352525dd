/* frame: sends and receives the messages of the bus as frames of a ZeroMQ socket. */
#include "broker/frame.h"

#include <errno.h>
#include <string.h>
#include <time.h>

void frames_close(frames *it) {
    for (unsigned i = 0; i < it->n; i++) zmq_msg_close(&it->part[i]);
    it->n = 0;
}

/* Reads and drops the rest of a message. */
static void eat(void *socket) {
    zmq_msg_t part;
    int more = 1;
    while (more) {
        zmq_msg_init(&part);
        if (zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) < 0) return;
        more = zmq_msg_more(&part);
        zmq_msg_close(&part);
    }
}

bool frames_receive(void *socket, frames *out) {
    out->n = 0;
    for (;;) {
        zmq_msg_t *part = &out->part[out->n];
        zmq_msg_init(part);
        if (zmq_msg_recv(part, socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(part);
            frames_close(out);
            return false;
        }
        bool more = zmq_msg_more(part);
        out->n++;
        if (!more) return true;
        if (out->n == FRAMES_MAX) {
            eat(socket);
            frames_close(out);
            return true;
        }
    }
}

Bus__Kind frames_kind(const frames *it, unsigned at) {
    if (at >= it->n || zmq_msg_size(&it->part[at]) != 1) return BUS__KIND__NOTHING;
    return (Bus__Kind) * (const uint8_t *) zmq_msg_data((zmq_msg_t *) &it->part[at]);
}

bool frame_pack(zmq_msg_t *out, const ProtobufCMessage *message) {
    if (zmq_msg_init_size(out, protobuf_c_message_get_packed_size(message)) != 0) return false;
    protobuf_c_message_pack(message, zmq_msg_data(out));
    return true;
}

bool frame_copy(zmq_msg_t *out, const void *data, size_t bytes) {
    if (zmq_msg_init_size(out, bytes) != 0) return false;
    if (bytes > 0) memcpy(zmq_msg_data(out), data, bytes);
    return true;
}

/* Only the first frame of a message can be refused; libzmq takes the rest of what it began. */
static status send_failed(void) {
    return errno == EHOSTUNREACH ? E_UNAVAILABLE : E_BUSY;
}

static status send_shared(void *socket, zmq_msg_t *body, int flags) {
    zmq_msg_t copy;
    zmq_msg_init(&copy);
    if (zmq_msg_copy(&copy, body) == 0 && zmq_msg_send(&copy, socket, flags) >= 0) return OK;
    zmq_msg_close(&copy);
    return send_failed();
}

status frames_send(void *socket, const void *id, size_t id_bytes, Bus__Kind kind, zmq_msg_t *body,
                   zmq_msg_t *more) {
    uint8_t byte = (uint8_t) kind;
    if (id && zmq_send(socket, id, id_bytes, ZMQ_DONTWAIT | ZMQ_SNDMORE) < 0) return send_failed();
    if (zmq_send(socket, &byte, 1, ZMQ_DONTWAIT | (body ? ZMQ_SNDMORE : 0)) < 0)
        return send_failed();
    status sent = OK;
    if (body) sent = send_shared(socket, body, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0));
    if (sent == OK && more) sent = send_shared(socket, more, ZMQ_DONTWAIT);
    return sent;
}

int64_t clock_us(void) {
    struct timespec now;
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
