/* zap: who may connect over tcp (ZeroMQ RFC 27). Asked by libzmq for every CURVE handshake,
 * answered in the broker's own loop, so it needs no thread. Known keys only: any peer but a broker
 * on the domain "front", workers on "back"; every other mechanism is refused. The peer's name
 * becomes the user id of its messages. */
#ifndef HALL_BROKER_ZAP_H
#define HALL_BROKER_ZAP_H

#include "broker/keys.h"

/* zap_open: binds the handler; before any tcp socket is bound. NULL when that is impossible. */
void *zap_open(void *context);

/* zap_turn: answers what was asked. Returns how many were refused. */
unsigned zap_turn(void *zap, const key_ring *ring);

#endif
