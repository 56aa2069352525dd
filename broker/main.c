/* hall-broker: settings, sockets, signals; then serve(). Never runs as the place of truth: killed
 * at any moment, nothing is lost but the moment. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>
#include <zmq.h>

#include "broker/bus.h"
#include "broker/frame.h"
#include "broker/listen.h"
#include "broker/serve.h"
#include "broker/zap.h"
#include "proto/runtime/config.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/log.h"
#include "proto/runtime/process.h"

typedef struct options {
    const char *name, *cert, *keys, *front, *back, *front_tcp, *back_tcp, *log;
    int64_t queue_filing, queue_query, queue_bulk, open_max, redeliveries, drain_ms, clock_offset_s;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, name, "broker", "Own name, as stamps and the log say it."),
    SETTING_TEXT(
        options, cert, "broker",
        "Certificate that all brokers of a hall share: CERT.cert_secret in the key folder."),
    SETTING_TEXT(options, keys, "/etc/hall/keys.d/broker",
                 "Own key folder, with the certificates of all peers."),
    SETTING_TEXT(options, front, "ipc:///run/hall/front/1", "Where this host's clients connect."),
    SETTING_TEXT(options, back, "ipc:///run/hall/back/1", "Where this host's workers connect."),
    SETTING_TEXT(options, front_tcp, "", "Where clients of other hosts connect, tcp with CURVE."),
    SETTING_TEXT(options, back_tcp, "", "Where workers of other hosts connect, tcp with CURVE."),
    SETTING_NUMBER(options, queue_filing, "2000", 1, 100000, "Filings that may wait."),
    SETTING_NUMBER(options, queue_query, "1000", 1, 100000, "Queries that may wait."),
    SETTING_NUMBER(options, queue_bulk, "4000", 1, 100000, "Bulk commands that may wait."),
    SETTING_NUMBER(options, open_max, "16384", 16, 1000000, "Commands waiting or sent, in all."),
    SETTING_NUMBER(options, redeliveries, "10", 1, 1000,
                   "Workers that may be lost over one command before it is given back."),
    SETTING_NUMBER(options, drain_ms, "10000", 0, 600000, "Longest wait for answers at the end."),
    SETTING_NUMBER(options, clock_offset_s, "0", -3153600000, 3153600000,
                   "Added to the clock: for tests and demonstrations only."),
    SETTING_TEXT(options, log, "info", "error, warn, info or debug."),
};
static const program self = {"hall-broker",      "总线代理", "the bus broker",
                             SETTINGS(settings), NULL,       NULL};
static options opt;

static const char *service_names[ROUTE_SERVICES_MAX];

static route_options route_settings(void) {
    route_options out = {
        .broker = opt.name,
        .limit = {[KERNEL__CLASS__FILING] = (uint32_t) opt.queue_filing,
                  [KERNEL__CLASS__QUERY] = (uint32_t) opt.queue_query,
                  [KERNEL__CLASS__BULK] = (uint32_t) opt.queue_bulk},
        .open_max = (uint32_t) opt.open_max,
        .delivery_max = (uint32_t) opt.redeliveries,
        .lost_after_us = 3000 * (int64_t) BUS_BEAT_MS,
        .n_service = n_services,
        .service = service_names,
    };
    must(n_services <= ROUTE_SERVICES_MAX);
    for (unsigned i = 0; i < n_services; i++) service_names[i] = services[i].name;
    crypt_random(&out.seed, sizeof out.seed);
    return out;
}

static bool listen_all(void *context, server_options *server, const peer_key *own, int lock[2]) {
    const char *why = NULL, *at = opt.front;
    int64_t in = BUS_COMMAND_BYTES_MAX + 1024, out = BUS_ANSWER_BYTES_MAX + 1024;
    server->zap = zap_open(context);
    if (!server->zap) why = "the ZAP handler cannot be bound";
    if (!why) server->socket[0] = listen_ipc(context, opt.front, in, "front", &lock[0], &why);
    if (!why) {
        at = opt.back;
        server->socket[1] = listen_ipc(context, opt.back, out, "back", &lock[1], &why);
    }
    if (!why && opt.front_tcp[0] != '\0') {
        at = opt.front_tcp;
        server->socket[2] = listen_tcp(context, at, in, "front", own, &why);
    }
    if (!why && opt.back_tcp[0] != '\0') {
        at = opt.back_tcp;
        server->socket[3] = listen_tcp(context, at, out, "back", own, &why);
    }
    if (why) log_error("cannot_listen", log_text("at", at), log_text("why", why));
    return !why;
}

static bool keys_open(server_options *server, peer_key *own) {
    status state = key_ring_open(opt.keys, &server->ring);
    if (state == OK) state = keys_load(opt.keys, opt.cert, own);
    if (state == OK && own->curve_secret[0] == '\0') state = E_NOT_FOUND;
    if (state != OK) log_error("keys_unreadable", log_text("folder", opt.keys), log_status(state));
    return state == OK;
}

static int run(void *context, server_options *server) {
    peer_key own = {0};
    int lock[2] = {-1, -1};
    server->own = &own;
    bool good = keys_open(server, &own) && listen_all(context, server, &own, lock);
    if (good) {
        if (opt.clock_offset_s != 0)
            log_warn("clock_is_moved", log_number("offset_s", opt.clock_offset_s));
        log_info("broker_started", log_text("name", opt.name), log_text("front", opt.front),
                 log_text("back", opt.back), log_text("front_tcp", opt.front_tcp),
                 log_text("back_tcp", opt.back_tcp));
        process_ready();
        good = serve(server) == OK;
    } else {
        key_ring_close(server->ring);
    }
    for (unsigned i = 0; i < SERVE_SOCKETS; i++)
        if (server->socket[i]) zmq_close(server->socket[i]);
    if (server->zap) zmq_close(server->zap);
    zmq_ctx_term(context);
    for (unsigned i = 0; i < 2; i++)
        if (lock[i] >= 0) close(lock[i]);
    crypt_wipe(&own, sizeof own);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    if (!process_log(self.name, opt.log)) return EX_USAGE;
    guard_process(GUARD_ALONE);
    server_options server = {.name = opt.name,
                             .keys = opt.keys,
                             .signals = process_stop_fd(),
                             .clock_offset_s = opt.clock_offset_s,
                             .drain_ms = opt.drain_ms,
                             .route = route_settings()};
    void *context = zmq_ctx_new();
    if (!context || server.signals < 0) {
        log_error("cannot_start", log_text("why", "no ZeroMQ context or signalfd"));
        return EXIT_FAILURE;
    }
    return run(context, &server);
}
