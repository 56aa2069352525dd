/* rig: real broker processes on a private folder, with clients and a fake worker turned in one
 * loop, so that a test waits for a condition with a deadline and never sleeps. */
#ifndef TESTS_BROKER_RIG_H
#define TESTS_BROKER_RIG_H

#include <sys/types.h>

#include "broker/bus.h"
#include "proto/runtime/uuid.h"

enum { RIG_BROKERS = 2, RIG_WORKERS = 2, RIG_CLIENTS = 2, RIG_IDS = 1024, RIG_PORTS = 8 };

typedef struct rig {
    char folder[64], keys[80];
    pid_t broker[RIG_BROKERS];
    char front[RIG_BROKERS][128], back[RIG_BROKERS][128];
    int reserved[RIG_PORTS]; /* sockets that keep the tcp ports ours */
    unsigned n_reserved;
    bus *client[RIG_CLIENTS];
    bus_worker *worker[RIG_WORKERS];
    arena *arena;
    bool hold;        /* workers take, but do not answer */
    int64_t wait_us;  /* their answers leave so long after the taking, */
    int64_t taken_us; /* the last of which began then */
    unsigned run;     /* commands the workers were given */
    unsigned run_by[RIG_WORKERS];
    Bus__Stamp stamp; /* of the last one; text is not kept */
    unsigned answered, answered_ok;
    Bus__Answer last; /* texts not kept but `reason` */
    char reason[32];
    log_position hinted;
    size_t touched; /* what the last hint said */
} rig;

/* rig_open: folder with keys for web-1, kiosk-1, cli-1, worker-1, worker-2, broker. */
rig *rig_open(void);
void rig_close(rig *it);

/* A rig of its own for each story: cmocka_unit_test_setup_teardown(story, rig_start, rig_stop). */
int rig_start(void **state);
int rig_stop(void **state);

/* Broker number n on ipc; `tcp` adds tcp sockets on loopback ports of this rig. Waits until it
 * listens. */
void rig_broker(rig *it, unsigned n, bool tcp);
void rig_kill(rig *it, unsigned n, int sig);
/* Waits for the end; the exit code, or 128 + signal. */
int rig_wait(rig *it, unsigned n);

void rig_client(rig *it, unsigned n, const char *name, unsigned n_broker);
void rig_worker(rig *it, unsigned n, unsigned n_broker, uint32_t credit);

/* rig_keyed: a bare socket connects as that peer. */
void rig_keyed(const rig *it, void *socket, const char *name);

/* rig_until: turns everything until `met`, at most 20 s; false when it never was. */
bool rig_until(rig *it, bool (*met)(const rig *it));
bool rig_within(rig *it, bool (*met)(const rig *it), unsigned patience_ms);

/* What is often waited for: one command was answered; a broker knows the first worker; the first
 * client has a broker. */
bool rig_answered(const rig *it);
bool rig_registered(const rig *it);
bool rig_ready(const rig *it);

/* rig_send: a login of account `account` by client n with a fresh id. */
status rig_send(rig *it, unsigned n, const char *account, uint32_t timeout_ms);

/* rig_envelope: the same as a plain envelope; id and payload are static until the next call. */
Bus__Envelope rig_envelope(const char *account);
void rig_on_answer(void *self, const Bus__Answer *answer);

#endif
