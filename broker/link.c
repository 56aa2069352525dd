/* link: opens and closes one connection to a broker, and knows whether that broker lives. */
#include "broker/link.h"

#include <stdio.h>
#include <string.h>

static void set_number(void *socket, int option, int value) {
    must(zmq_setsockopt(socket, option, &value, sizeof value) == 0);
}

/* CURVE keys are set with their end, names and passwords without. */
static void set_text(void *socket, int option, const char *value) {
    must(zmq_setsockopt(socket, option, value, strlen(value) + 1) == 0);
}
static void set_bytes(void *socket, int option, const char *value) {
    must(zmq_setsockopt(socket, option, value, strlen(value)) == 0);
}

static status encrypt(void *socket, const link_options *options) {
    if (options->self->curve_secret[0] == '\0' || options->broker_public[0] == '\0') return E_FORM;
    set_text(socket, ZMQ_CURVE_SERVERKEY, options->broker_public);
    set_text(socket, ZMQ_CURVE_PUBLICKEY, options->self->curve_public);
    set_text(socket, ZMQ_CURVE_SECRETKEY, options->self->curve_secret);
    return OK;
}

/* On this machine nobody reads along: who we are is proved once, and no message is encrypted. */
static status prove(void *socket, const link_options *options) {
    char password[KEYS_PASSWORD_BYTES];
    if (!keys_password(options->self->curve_secret, options->broker_public, password))
        return E_FORM;
    set_bytes(socket, ZMQ_PLAIN_USERNAME, options->self->name);
    set_bytes(socket, ZMQ_PLAIN_PASSWORD, password);
    return OK;
}

/* IMMEDIATE: nothing is queued for a broker that is not there, so that a repeat goes to another one
 * at once. No ZMTP heartbeats: they can abort a libzmq 4.3.4 peer (libzmq #3937). */
static void set_options(void *socket, const link_options *options) {
    int64_t bytes_max = (int64_t) options->bytes_max;
    set_number(socket, ZMQ_IMMEDIATE, 1);
    set_number(socket, ZMQ_RCVHWM, 0);
    set_number(socket, ZMQ_SNDHWM, 10000);
    set_number(socket, ZMQ_LINGER, options->linger_ms);
    set_number(socket, ZMQ_RECONNECT_IVL, 50);
    set_number(socket, ZMQ_RECONNECT_IVL_MAX, 1000);
    must(zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &bytes_max, sizeof bytes_max) == 0);
}

static bool is_tcp(const char *endpoint) {
    return strncmp(endpoint, "tcp://", 6) == 0;
}

status link_open(bus_link *it, void *context, const char *endpoint, const link_options *options) {
    *it = (bus_link){0};
    bool ipc = strncmp(endpoint, "ipc://", 6) == 0;
    if ((!ipc && !is_tcp(endpoint)) || strlen(endpoint) >= sizeof it->endpoint) return E_FORM;
    snprintf(it->endpoint, sizeof it->endpoint, "%s", endpoint);
    it->socket = zmq_socket(context, ZMQ_DEALER);
    if (!it->socket) return E_UNAVAILABLE;
    set_options(it->socket, options);
    status state = is_tcp(endpoint) ? encrypt(it->socket, options) : prove(it->socket, options);
    if (state == OK && zmq_connect(it->socket, endpoint) != 0) state = E_FORM;
    return state;
}

void link_close(bus_link *it) {
    if (it->socket) {
        zmq_close(it->socket);
        it->socket = NULL;
    }
}

status links_open(bus_link *it, unsigned n, void *context, const char *const *endpoint,
                  const char *keys_dir, const char *broker_cert, link_options *options) {
    peer_key broker = {0};
    status state = n > 0 && n <= BUS_BROKERS_MAX ? OK : E_FORM;
    for (unsigned i = 0; state == OK && i < n; i++) {
        if (broker.name[0] == '\0')
            state = keys_load(keys_dir, broker_cert ? broker_cert : "broker", &broker);
        options->broker_public = broker.curve_public;
        if (state == OK) state = link_open(&it[i], context, endpoint[i], options);
    }
    return state;
}

void links_close(bus_link *it, unsigned n) {
    for (unsigned i = 0; i < n; i++) link_close(&it[i]);
}

bool link_lives(const bus_link *it, int64_t now_us) {
    return it->heard_us != 0 && now_us - it->heard_us < 3 * LINK_BEAT_US;
}

unsigned links_poll(const bus_link *it, unsigned n, zmq_pollitem_t *items) {
    for (unsigned i = 0; i < n; i++)
        items[i] = (zmq_pollitem_t){.socket = it[i].socket, .events = ZMQ_POLLIN};
    return n;
}
