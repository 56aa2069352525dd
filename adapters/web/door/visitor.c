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
}

static void unlink_visitor(web *w, visitor *v) {
    if (v->before)
        v->before->next = v->next;
    else
        w->visitors = v->next;
    if (v->next) v->next->before = v->before;
    w->n_visitors--;
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
    visitor_enter(v, PHASE_HEADER);
    link_visitor(d->owner, v);
    *context = v;
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
    static const char *const names[] = {"header", "body", "work", "send", "stream", "idle"};
    for (visitor *v = w->visitors; v; v = v->next) {
        if (!too_slow(v, w->opt, now_us)) continue;
        if (v->phase != PHASE_IDLE) {
            w->metrics.refused_slow++;
            log_warn("connection_cut", log_text("phase", names[v->phase]),
                     log_number("after_ms", (now_us - v->since_us) / 1000));
        }
        shutdown(v->fd, SHUT_RDWR);
        visitor_enter(v, PHASE_STREAM);
    }
}

const char *visitor_address(const visitor *v, char out[VISITOR_ADDRESS_BYTES]) {
    const char *header = v->door->owner->opt->proxy_header;
    const char *told =
        *header ? MHD_lookup_connection_value(v->connection, MHD_HEADER_KIND, header) : NULL;
    struct sockaddr_storage address;
    socklen_t bytes = sizeof address;
    if (told) {
        snprintf(out, VISITOR_ADDRESS_BYTES, "%s", told);
        return out;
    }
    snprintf(out, VISITOR_ADDRESS_BYTES, "unknown");
    if (getpeername(v->fd, (struct sockaddr *) &address, &bytes) != 0) return out;
    if (address.ss_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *) &address)->sin_addr, out,
                  VISITOR_ADDRESS_BYTES);
    if (address.ss_family == AF_INET6)
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *) &address)->sin6_addr, out,
                  VISITOR_ADDRESS_BYTES);
    return out;
}
