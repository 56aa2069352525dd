/* link: one connection from a client or worker to one broker, which proves who it is (by CURVE on
 * tcp, by keys_password on ipc), and whether the broker on the other side lives. Used by bus.c and
 * bus_worker.c only. */
#ifndef HALL_BROKER_LINK_H
#define HALL_BROKER_LINK_H

#include "broker/bus.h"
#include "broker/frame.h"

#define LINK_ENDPOINT_BYTES 256u
#define LINK_BEAT_US (1000 * (int64_t) BUS_BEAT_MS)

typedef struct bus_link {
    void *socket;
    char endpoint[LINK_ENDPOINT_BYTES];
    int64_t heard_us; /* 0: never */
    int64_t beat_us;  /* when the next beat is due */
} bus_link;

/* link_options: `self` proves who we are; broker_public is the brokers' CURVE key, by which they
 * prove who they are. linger_ms is how long closing waits for what was sent. */
typedef struct link_options {
    const peer_key *self;
    const char *broker_public;
    size_t bytes_max; /* of one received frame */
    int linger_ms;
} link_options;

/* link_open: connects in the background. E_FORM malformed endpoint, or a CURVE key is missing;
 * E_UNAVAILABLE no socket. link_close accepts a link that is not open. */
status link_open(bus_link *it, void *context, const char *endpoint,
                 const link_options *options) MUST_CHECK;
void link_close(bus_link *it);

/* links_open: every endpoint of a bus. broker_cert names the broker's certificate in keys_dir.
 * What was opened stays open on failure: close with
 * links_close. */
status links_open(bus_link *it, unsigned n, void *context, const char *const *endpoint,
                  const char *keys_dir, const char *broker_cert, link_options *options) MUST_CHECK;
void links_close(bus_link *it, unsigned n);

/* link_lives: heard of within the last three beats. */
bool link_lives(const bus_link *it, int64_t now_us);

/* link_poll: one poll item per link; returns n. */
unsigned links_poll(const bus_link *it, unsigned n, zmq_pollitem_t *items);

#endif
