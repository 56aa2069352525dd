/* loop: doors, the one loop, and the orderly stop. zmq_poll is outermost because ZeroMQ sockets
 * cannot wait elsewhere; each door gives one nested epoll descriptor. Order of a stop, each step
 * from microhttpd's own conditions (it aborts when a connection is suspended at MHD_stop_daemon):
 * listen no more, give open requests drain_ms, answer the rest with 503, let them leave, stop. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "adapters/web/api/feed.h"
#include "adapters/web/api/openapi.h"
#include "adapters/web/dispatch.h"
#include "adapters/web/door/pace.h"
#include "adapters/web/door/site.h"
#include "adapters/web/door/throttle.h"
#include "adapters/web/door/use.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/log.h"
#include "proto/runtime/process.h"

enum { TURN_MS_MAX = 250, LEAVE_MS = 2000, SPARE_CONNECTIONS = 64 };

int64_t web_now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void *note_url(void *self, const char *url, struct MHD_Connection *connection) {
    visitor *v = visitor_of(connection);
    (void) self;
    if (v->phase == PHASE_IDLE) visitor_enter(v, PHASE_HEADER);
    v->url_bytes = strlen(url);
    return NULL;
}

static bool address_of(const char *text, int64_t port, struct sockaddr_storage *out) {
    struct sockaddr_in *four = (struct sockaddr_in *) out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *) out;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((uint16_t) port);
        return true;
    }
    if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1) return false;
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t) port);
    return true;
}

/* No address reuse beyond the default: microhttpd's option would set SO_REUSEPORT, with which a
 * second hall of the same account could take half of this one's requests. */
static struct MHD_Daemon *start_daemon(door *d, const struct sockaddr *address, int listener) {
    const web_options *opt = d->owner->opt;
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
    enum MHD_OPTION where = listener >= 0 ? MHD_OPTION_LISTEN_SOCKET : MHD_OPTION_END;
    /* The door itself makes room and counts shares (visitor.c); this bound is only never met. */
    unsigned most = (unsigned) opt->connections + SPARE_CONNECTIONS;
    if (address->sa_family == AF_INET6) flags |= MHD_USE_IPv6;
    return MHD_start_daemon(flags, 0, NULL, NULL, request_handle, d, MHD_OPTION_SOCK_ADDR, address,
                            MHD_OPTION_NOTIFY_CONNECTION, visitor_noticed, d,
                            MHD_OPTION_NOTIFY_COMPLETED, request_done, d,
                            MHD_OPTION_URI_LOG_CALLBACK, note_url, d, MHD_OPTION_CONNECTION_LIMIT,
                            most, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) opt->header_bytes,
                            MHD_OPTION_CONNECTION_TIMEOUT, 0u, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                            where, listener, MHD_OPTION_END);
}

static bool read_portal(door *d) {
    const web_options *opt = d->owner->opt;
    const char *folder = d->kind == DOOR_OUTSIDE  ? opt->portal_outside
                         : d->kind == DOOR_INSIDE ? opt->portal_inside
                                                  : "";
    status code = site_open(folder, &d->portal);
    if (code != OK) log_error("cannot_read_portal", log_text("folder", folder), log_status(code));
    if (code == OK && *folder && !d->portal) log_info("no_portal", log_text("folder", folder));
    return code == OK;
}

static bool open_door(web *w, door_kind kind, const char *address, int64_t port) {
    static const char *const names[] = {"outside", "inside", "internal"};
    struct sockaddr_storage at;
    door *d = &w->door[kind];
    *d = (door){.owner = w, .kind = kind, .epoll_fd = -1};
    int listener = process_listener(names[kind]);
    if (port == 0 && listener < 0) return true;
    if (address_of(address, port, &at))
        d->daemon = start_daemon(d, (struct sockaddr *) &at, listener);
    if (!d->daemon) {
        log_error("cannot_listen", log_text("door", names[kind]), log_text("address", address),
                  log_number("port", port));
        return false;
    }
    d->epoll_fd = MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    if (kind != DOOR_INTERNAL) d->openapi = openapi_text(kind);
    if (!read_portal(d)) return false;
    log_info("door_open", log_text("door", names[kind]), log_text("address", address),
             log_number("port", port));
    return true;
}

static bool open_doors(web *w) {
    const web_options *o = w->opt;
    return open_door(w, DOOR_OUTSIDE, o->address, o->port) &&
           open_door(w, DOOR_INSIDE, o->inside_address, o->inside_port) &&
           open_door(w, DOOR_INTERNAL, "127.0.0.1", o->metrics_port);
}

static void run_doors(web *w) {
    for (unsigned i = 0; i < DOOR_KINDS; i++)
        if (w->door[i].daemon) MHD_run(w->door[i].daemon);
}

static int wait_ms(const web *w) {
    int least = bus_wait_ms(w->bus, TURN_MS_MAX);
    MHD_UNSIGNED_LONG_LONG door_ms = 0;
    for (unsigned i = 0; i < DOOR_KINDS; i++)
        if (w->door[i].daemon && MHD_get_timeout(w->door[i].daemon, &door_ms) == MHD_YES &&
            (int64_t) door_ms < least)
            least = (int) door_ms;
    return least;
}

/* One turn. Doors run twice: what the bus answered leaves in the same turn. */
static void turn(web *w, int signals, bool *stop) {
    zmq_pollitem_t items[BUS_BROKERS_MAX + DOOR_KINDS + 1];
    unsigned n = bus_poll(w->bus, items);
    for (unsigned i = 0; i < DOOR_KINDS; i++)
        if (w->door[i].daemon)
            items[n++] = (zmq_pollitem_t){.fd = w->door[i].epoll_fd, .events = ZMQ_POLLIN};
    zmq_pollitem_t *signal = &items[n];
    items[n++] = (zmq_pollitem_t){.fd = signals, .events = ZMQ_POLLIN};
    zmq_poll(items, (int) n, wait_ms(w));
    if (signal->revents & ZMQ_POLLIN) {
        struct signalfd_siginfo info;
        *stop = read(signals, &info, sizeof info) == sizeof info;
    }
    run_doors(w);
    bus_turn(w->bus);
    int64_t now = web_now_us();
    visitor_sweep(w, now);
    feed_sweep(w, now);
    throttle_sweep(w, now);
    run_doors(w);
}

static void listen_no_more(web *w) {
    for (unsigned i = 0; i < DOOR_KINDS; i++) {
        MHD_socket fd =
            w->door[i].daemon ? MHD_quiesce_daemon(w->door[i].daemon) : MHD_INVALID_SOCKET;
        if (fd != MHD_INVALID_SOCKET) close(fd);
    }
}

static void refuse_rest(web *w) {
    for (request *r = w->requests; r; r = r->next) {
        if (!r->suspended) continue;
        bus_forget(w->bus, r);
        request_refuse(r, (problem){.code = E_UNAVAILABLE, .reason = "stopping"});
        request_resume(r);
    }
}

static void run_until_empty(web *w, int signals, int64_t most_ms) {
    int64_t end = web_now_us() + most_ms * 1000;
    bool again = false;
    while (w->n_requests > 0 && web_now_us() < end && !again) turn(w, signals, &again);
}

static void stop_doors(web *w) {
    for (unsigned i = 0; i < DOOR_KINDS; i++) {
        if (w->door[i].daemon) MHD_stop_daemon(w->door[i].daemon);
        site_close(w->door[i].portal);
    }
}

static void drain(web *w, int signals) {
    log_info("web_stopping", log_number("requests", w->n_requests),
             log_number("feeds", w->n_feeds));
    w->draining = true;
    listen_no_more(w);
    feed_end(w);
    run_until_empty(w, signals, w->opt->drain_ms);
    refuse_rest(w);
    run_until_empty(w, signals, LEAVE_MS);
    log_info("web_stopped", log_number("requests", w->n_requests));
}

static void hinted(void *self, log_position at, const Bus__Hint *hint) {
    feed_hint(self, at, hint);
}

static status open_parts(web *w) {
    static const char *endpoint[BUS_BROKERS_MAX];
    unsigned n = process_list(w->opt->front, endpoint, BUS_BROKERS_MAX);
    const bus_options options = {.name = w->opt->name,
                                 .keys_dir = w->opt->keys,
                                 .endpoint = endpoint,
                                 .n_endpoint = n,
                                 .broker_cert = w->opt->broker_cert};
    status code = bus_open(&options, &w->bus);
    if (code != OK) {
        log_error("cannot_open_bus", log_text("keys", w->opt->keys), log_status(code));
        return code;
    }
    bus_watch(w->bus, hinted, w);
    if (!*w->opt->files) return OK;
    code = files_open(w->opt->files, w->opt->files_key, w->opt->upload_bytes, &w->files);
    if (code == OK) code = scratch_open(w->opt->files, &w->room);
    if (code != OK)
        log_error("cannot_open_files", log_text("folder", w->opt->files), log_status(code));
    return code;
}

char *web_channel(const web *w, bool browser) {
    static char kiosk[] = "kiosk", page[] = "browser", program[] = "web";
    return w->opt->kiosk ? kiosk : browser ? page : program;
}

status web_run(const web_options *opt, int signals) {
    web *w = calloc(1, sizeof *w);
    bool stop = false;
    if (!w || !metrics_open(&w->metrics)) return E_UNAVAILABLE;
    w->throttle = throttle_open();
    must(w->throttle);
    w->pace = pace_open();
    must(w->pace);
    w->uses = use_open();
    must(w->uses);
    w->opt = opt;
    w->operation = dispatch_table();
    crypt_random(w->login_key, sizeof w->login_key);
    status code = open_parts(w);
    if (code == OK && !open_doors(w)) code = E_UNAVAILABLE;
    if (code == OK) {
        log_info("web_started", log_text("name", opt->name));
        process_ready();
    }
    while (code == OK && !stop) turn(w, signals, &stop);
    if (code == OK) drain(w, signals);
    stop_doors(w);
    bus_close(w->bus);
    scratch_close(w->room);
    files_close(w->files);
    throttle_close(w->throttle);
    pace_close(w->pace);
    use_close(w->uses);
    metrics_close(&w->metrics);
    crypt_wipe(w->login_key, sizeof w->login_key);
    free(w);
    return code;
}
