/* visitor: one TCP connection and its deadlines. microhttpd's own timeout only counts idleness, so
 * a client that sends one byte a second would live for ever; here every phase has an end. Inner
 * header. Source: docs/rules 8.2. */
#ifndef HALL_WEB_VISITOR_H
#define HALL_WEB_VISITOR_H

#include "adapters/web/door/web.h"

typedef enum phase {
    PHASE_HEADER, /* header_ms for a whole header */
    PHASE_BODY,   /* body_rate_bytes a second on average after body_grace_ms */
    PHASE_WORK,   /* suspended: the bus has the deadline */
    PHASE_SEND,   /* send_ms for the whole answer */
    PHASE_STREAM, /* an event feed: finds out by its own comment lines */
    PHASE_IDLE    /* idle_ms until the next header is complete */
} phase;

enum { VISITOR_ADDRESS_BYTES = 64 };

struct visitor {
    door *door;
    struct MHD_Connection *connection;
    int fd;
    char address[VISITOR_ADDRESS_BYTES]; /* the client's; behind a proxy, of the last request */
    bool proxied;                        /* the peer is the trusted proxy */
    phase phase;
    int64_t since_us; /* begin of the phase */
    uint64_t body_bytes;
    size_t url_bytes; /* of the request that is being read */
    visitor *next, *before;
};

/* visitor_noticed: microhttpd's MHD_OPTION_NOTIFY_CONNECTION; `self` is the door. */
void visitor_noticed(void *self, struct MHD_Connection *connection, void **context,
                     enum MHD_ConnectionNotificationCode code);

/* visitor_of: never NULL for a connection of a door. visitor_enter: the next phase begins now. */
visitor *visitor_of(struct MHD_Connection *connection);
void visitor_enter(visitor *v, phase next);

/* visitor_sweep: cuts every connection that is beyond its deadline. */
void visitor_sweep(web *w, int64_t now_us);

/* visitor_told: takes the address of a request from the header of the trusted proxy; a header of
 * anybody else, or one that is no address, counts for nothing. */
void visitor_told(visitor *v);

#endif
