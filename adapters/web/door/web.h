/* web: the whole of hall-web in one struct, one thread and one loop: three doors (HTTP), the client
 * half of the bus, the file store. Inner header of adapters/web. Source: docs/rules 8.3. */
#ifndef HALL_WEB_WEB_H
#define HALL_WEB_WEB_H

#include <microhttpd.h>

#include "adapters/web/door/metrics.h"
#include "adapters/web/door/route.h"
#include "broker/bus.h"
#include "store/files/files.h"
#include "store/files/scratch.h"

typedef struct web web;
typedef struct request request;
typedef struct visitor visitor;
typedef struct feed feed;
typedef struct throttle throttle;
typedef struct pace pace;
typedef struct ticket ticket;
typedef struct use use;
typedef struct site site;

typedef struct web_options {
    const char *name, *keys, *front, *broker_cert, *files, *files_key, *address, *inside_address,
        *proxy_header, *proxy_address, *certificate_header, *portal_outside, *portal_inside, *log;
    int64_t port, inside_port, metrics_port;
    int64_t connections, per_address, half_open_per_address, header_bytes, url_bytes, upload_bytes,
        scan_bytes;
    int64_t header_ms, idle_ms, body_rate_bytes, body_grace_ms, send_ms, drain_ms;
    int64_t feeds, feeds_per_address, feeds_per_account, feed_pause_ms, feed_check_ms, use_ms;
    bool tls, demonstration, kiosk;
} web_options;

/* One listener. `daemon` is NULL while the door is closed. */
typedef struct door {
    web *owner;
    door_kind kind;
    struct MHD_Daemon *daemon;
    int epoll_fd;
    unsigned n_visitors;
    const char *openapi; /* the document of this door */
    site *portal;        /* NULL: the hall's own first page stands for it */
} door;

/* What a kind of route does with a request; any of them may be NULL. The state of a request between
 * them is `request.state`.
 * begin  the header is complete: refuses, or asks something first (request_send)
 * add    a piece of the body; NULL: the body is kept whole
 * work   the body is there: answers, or waits for the bus
 * drop   gives up what `state` holds beyond the request's arena */
typedef struct route_operation {
    void (*begin)(request *r);
    void (*add)(request *r, const char *data, size_t bytes);
    void (*work)(request *r);
    void (*drop)(request *r);
} route_operation;

struct web {
    const web_options *opt;
    const route_operation *operation; /* by route_kind */
    bus *bus;
    files *files;
    scratch *room; /* for workbooks while they are written */
    door door[DOOR_KINDS];
    visitor *visitors;
    request *requests;
    feed *feeds;
    throttle *throttle; /* of logins */
    pace *pace;         /* of what is contended */
    use *uses;          /* of sessions */
    unsigned n_requests, n_feeds, n_visitors;
    position_set position; /* last positions heard of */
    bool draining;
    uint8_t login_key[32]; /* makes login tokens, of this process only */
    metrics metrics;
};

/* web_channel: by which way a command of this adapter comes, for statistics and the holder's list
 * of sessions: kiosk for the machines in offices, else browser, or web for a program. Static. */
char *web_channel(const web *w, bool browser);

/* web_run: serves until `signals` (a signalfd) speaks, then stops in order: no new connections,
 * answers that still come are given, the rest is told 503. errors E_UNAVAILABLE a door cannot be
 * opened (told in the log), or no memory. */
status web_run(const web_options *opt, int signals) MUST_CHECK;

/* web_now_us: the clock of deadlines and durations (monotonic). */
int64_t web_now_us(void);

#endif
