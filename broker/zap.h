/* zap: who may connect (ZeroMQ RFC 27). Asked by libzmq for every handshake, answered in the
 * broker's own loop, so it needs no thread. Known peers only, by CURVE or by keys_password: any but
 * a broker on the domain "front", workers on "back"; every other mechanism is refused. The peer's
 * name becomes the user id of its messages. */
#ifndef HALL_BROKER_ZAP_H
#define HALL_BROKER_ZAP_H

#include "broker/keys.h"

/* zap_open: binds the handler; before any socket is bound. NULL when that is impossible. */
void *zap_open(void *context);

/* zap_turn: answers what was asked. Returns how many were refused. own: the broker's keys. `look`
 * gives the ring, `again` when somebody is not in it: a peer may have been made a moment ago, and
 * who is refused does not try again. */
unsigned zap_turn(void *zap, const peer_key *own, const key_ring *(*look)(void *self, bool again),
                  void *self);

#endif
