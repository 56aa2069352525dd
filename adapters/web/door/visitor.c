/* visitor: keeps the deadlines of each TCP connection and cuts those that are late. */
#include "adapters/web/door/visitor.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "proto/runtime/log.h"

static void link_visitor(web *w, visitor *v) {
    v->next = w->visitors;
    if (v->next) v->next->before = v;
    w->visitors = v;
    w->n_visitors++;
    v->door->n_visitors++;
}

static void unlink_visitor(web *w, visitor *v) {
    if (v->before)
        v->before->next = v->next;
    else
        w->visitors = v->next;
    if (v->next) v->next->before = v->before;
    w->n_visitors--;
    v->door->n_visitors--;
}

/* The peer's address as text. An IPv4 address that came over IPv6 is written as what it is. */
static void peer_address(int fd, char out[VISITOR_ADDRESS_BYTES]) {
    static const char mapped[] = "::ffff:";
    struct sockaddr_storage address;
    socklen_t bytes = sizeof address;
    snprintf(out, VISITOR_ADDRESS_BYTES, "unknown");
    if (getpeername(fd, (struct sockaddr *) &address, &bytes) != 0) return;
    if (address.ss_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *) &address)->sin_addr, out,
                  VISITOR_ADDRESS_BYTES);
    if (address.ss_family == AF_INET6)
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *) &address)->sin6_addr, out,
                  VISITOR_ADDRESS_BYTES);
    if (!strncmp(out, mapped, sizeof mapped - 1) && strchr(out, '.'))
        memmove(out, out + sizeof mapped - 1, strlen(out) - sizeof mapped + 2);
}

static unsigned of_address(const web *w, const char *address, bool half_open) {
    unsigned n = 0;
    for (const visitor *v = w->visitors; v; v = v->next)
        n += (!half_open || v->phase == PHASE_HEADER) && !strcmp(v->address, address);
    return n;
}

static void cut(web *w, visitor *v, const char *why) {
    static const char *const names[] = {"header", "body", "work", "send", "stream", "idle"};
    w->metrics.refused_slow++;
    log_warn("connection_cut", log_text("why", why), log_text("phase", names[v->phase]),
             log_text("from", v->address),
             log_number("after_ms", (web_now_us() - v->since_us) / 1000));
    shutdown(v->fd, SHUT_RDWR);
    visitor_enter(v, PHASE_STREAM);
}

/* Where the door is full, who has not said for the longest time what he wants makes room. */
static void make_room(web *w, const door *d) {
    visitor *oldest = NULL;
    for (visitor *v = w->visitors; v; v = v->next) {
        bool waits = v->phase == PHASE_HEADER || v->phase == PHASE_IDLE;
        if (v->door == d && waits && (!oldest || v->since_us < oldest->since_us)) oldest = v;
    }
    if (oldest) cut(w, oldest, "full");
}

void visitor_noticed(void *self, struct MHD_Connection *connection, void **context,
                     enum MHD_ConnectionNotificationCode code) {
    door *d = self;
    visitor *v = *context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (v) unlink_visitor(d->owner, v);
        free(v);
        *context = NULL;
        return;
    }
    v = calloc(1, sizeof *v);
    must(v);
    v->door = d;
    v->connection = connection;
    v->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    peer_address(v->fd, v->address);
    const web_options *opt = d->owner->opt;
    v->proxied =
        (*opt->proxy_header || *opt->certificate_header) && !strcmp(v->address, opt->proxy_address);
    visitor_enter(v, PHASE_HEADER);
    *context = v;
    if (d->n_visitors >= opt->connections) make_room(d->owner, d);
    bool share = !v->proxied && d->kind != DOOR_INTERNAL;
    bool above = share && (of_address(d->owner, v->address, false) >= opt->per_address ||
                           of_address(d->owner, v->address, true) >= opt->half_open_per_address);
    link_visitor(d->owner, v);
    if (above) cut(d->owner, v, "share");
}

visitor *visitor_of(struct MHD_Connection *connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

void visitor_enter(visitor *v, phase next) {
    v->phase = next;
    v->since_us = web_now_us();
    v->body_bytes = 0;
}

static bool body_too_slow(const visitor *v, const web_options *opt, int64_t passed_us) {
    if (passed_us < opt->body_grace_ms * 1000) return false;
    return (int64_t) v->body_bytes * 1000000 < opt->body_rate_bytes * passed_us;
}

static bool too_slow(const visitor *v, const web_options *opt, int64_t now_us) {
    int64_t passed = now_us - v->since_us;
    switch (v->phase) {
    case PHASE_HEADER:
        return passed > opt->header_ms * 1000;
    case PHASE_BODY:
        return body_too_slow(v, opt, passed);
    case PHASE_SEND:
        return passed > opt->send_ms * 1000;
    case PHASE_IDLE:
        return passed > opt->idle_ms * 1000;
    case PHASE_WORK:
    case PHASE_STREAM:
        return false;
    }
    return false;
}

/* An idle connection is closed without a word; everything else that is cut is worth a line. */
void visitor_sweep(web *w, int64_t now_us) {
    for (visitor *v = w->visitors; v; v = v->next) {
        if (!too_slow(v, w->opt, now_us)) continue;
        if (v->phase != PHASE_IDLE) {
            cut(w, v, "slow");
            continue;
        }
        shutdown(v->fd, SHUT_RDWR);
        visitor_enter(v, PHASE_STREAM);
    }
}

static bool is_address(const char *text) {
    struct in6_addr room;
    return inet_pton(AF_INET, text, &room) == 1 || inet_pton(AF_INET6, text, &room) == 1;
}

void visitor_told(visitor *v) {
    const char *header = v->door->owner->opt->proxy_header;
    if (!*header || !v->proxied) return;
    const char *told = MHD_lookup_connection_value(v->connection, MHD_HEADER_KIND, header);
    if (told && is_address(told)) snprintf(v->address, sizeof v->address, "%s", told);
}
