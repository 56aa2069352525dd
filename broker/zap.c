/* zap: answers libzmq's question who may connect (RFC 27). */
#include "broker/zap.h"

#include <string.h>
#include <zmq.h>

#include "proto/runtime/crypt/crypt.h"

enum { REQUEST_PARTS = 8, PART_BYTES = 256 };

typedef struct part {
    char data[PART_BYTES];
    int n;
} part;

void *zap_open(void *context) {
    void *zap = zmq_socket(context, ZMQ_REP);
    if (zap && zmq_bind(zap, "inproc://zeromq.zap.01") != 0) {
        zmq_close(zap);
        zap = NULL;
    }
    return zap;
}

/* version, request id, domain, address, identity, mechanism, credentials: a key, or a name and
 * its password. */
static bool receive(void *zap, part request[REQUEST_PARTS], unsigned *n) {
    int more = 1;
    size_t size = sizeof more;
    for (*n = 0; more; ++*n) {
        part rest, *to = *n < REQUEST_PARTS ? &request[*n] : &rest;
        to->n = zmq_recv(zap, to->data, PART_BYTES - 1, ZMQ_DONTWAIT);
        if (to->n < 0) return false;
        to->n = to->n < PART_BYTES ? to->n : PART_BYTES - 1;
        to->data[to->n] = '\0';
        zmq_getsockopt(zap, ZMQ_RCVMORE, &more, &size);
    }
    return true;
}

static const peer_key *by_curve(const key_ring *ring, const part request[REQUEST_PARTS],
                                unsigned n) {
    char key[41];
    if (n != 7 || request[6].n != 32 || !zmq_z85_encode(key, (const uint8_t *) request[6].data, 32))
        return NULL;
    return key_ring_find_curve(ring, key);
}

static const peer_key *by_password(const key_ring *ring, const peer_key *own,
                                   const part request[REQUEST_PARTS], unsigned n) {
    char expected[KEYS_PASSWORD_BYTES];
    const peer_key *peer = n == 8 ? key_ring_find(ring, request[6].data) : NULL;
    if (!peer || request[7].n != (int) KEYS_PASSWORD_BYTES - 1 ||
        !keys_password(own->curve_secret, peer->curve_public, expected))
        return NULL;
    return crypt_equal(expected, request[7].data, KEYS_PASSWORD_BYTES - 1) ? peer : NULL;
}

static const peer_key *admitted(const key_ring *ring, const peer_key *own,
                                const part request[REQUEST_PARTS], unsigned n) {
    const peer_key *peer = NULL;
    if (strcmp(request[5].data, "CURVE") == 0) peer = by_curve(ring, request, n);
    if (strcmp(request[5].data, "PLAIN") == 0) peer = by_password(ring, own, request, n);
    if (!peer) return NULL;
    bool back = strcmp(request[2].data, "back") == 0;
    bool allowed = back ? peer->peer == PEER_WORKER : peer->peer != PEER_BROKER;
    return allowed ? peer : NULL;
}

unsigned zap_turn(void *zap, const peer_key *own, const key_ring *(*look)(void *self, bool again),
                  void *self) {
    part request[REQUEST_PARTS] = {0};
    unsigned n, refused = 0;
    while (receive(zap, request, &n)) {
        const peer_key *peer = admitted(look(self, false), own, request, n);
        if (!peer) peer = admitted(look(self, true), own, request, n);
        refused += !peer;
        const char *user = !peer ? "" : peer->name;
        zmq_send(zap, "1.0", 3, ZMQ_SNDMORE);
        zmq_send(zap, request[1].data, (size_t) request[1].n, ZMQ_SNDMORE);
        zmq_send(zap, !peer ? "400" : "200", 3, ZMQ_SNDMORE);
        zmq_send(zap, "", 0, ZMQ_SNDMORE);
        zmq_send(zap, user, strlen(user), ZMQ_SNDMORE);
        zmq_send(zap, "", 0, 0);
    }
    return refused;
}
