/* bus: the client half of the bus, for adapters and the command line (bus) and for the runner
 * (bus_worker). Knows brokers, frames, MACs, repeats and deadlines; knows no business. Sockets are
 * inside; the program's outermost loop is zmq_poll over the items given here:
 *
 *     n = bus_poll(b, items);  zmq_poll(items, n, bus_wait_ms(b, 1000));  bus_turn(b);
 *
 * Endpoints are those of a broker's front (clients) or back (workers): "ipc:///path/front" or
 * "tcp://host:port"; tcp needs CURVE certificates in the key folder, else opening fails. One thread
 * per handle. Never sets ZMTP heartbeats (they abort libzmq 4.3.4); liveness is our own BEAT. */
#ifndef HALL_BROKER_BUS_H
#define HALL_BROKER_BUS_H

#include <zmq.h>

#include "broker/frame.h"
#include "broker/keys.h"
#include "proto/runtime/arena.h"
#include "proto/runtime/position.h"

#define BUS_BROKERS_MAX 8u
#define BUS_WORKER_ITEMS_MAX (BUS_BROKERS_MAX + 1u)
#define BUS_BEAT_MS 1000u /* our own heartbeat; silent for 3 beats = lost */

/* ---- client -------------------------------------------------------------------------------- */

typedef struct bus bus;

/* Zero means default. Texts are copied.
 * name         own peer name: origin of every envelope; NAME.key must be in keys_dir
 * endpoint     n_endpoint front endpoints of brokers, the first one is not preferred
 * broker_cert  for tcp: name whose .cert holds the brokers' CURVE public key, default "broker"
 * repeat_ms    first wait before the same id is sent again, doubled each time; default 1 000
 * open_max     commands waiting for an answer at once; default 4 096 */
typedef struct bus_options {
    const char *name;
    const char *keys_dir;
    const char *const *endpoint;
    unsigned n_endpoint;
    const char *broker_cert;
    uint32_t repeat_ms;
    uint32_t open_max;
} bus_options;

/* bus_open: connects in the background; a broker may come later.
 * errors  E_NOT_FOUND, E_MALFORMED, E_FORBIDDEN key files (keys_load); E_FORM an endpoint is
 *         malformed, there is none, or tcp without certificates; E_UNAVAILABLE no memory.
 * bus_close drops what is open without calling back; accepts NULL. */
status bus_open(const bus_options *options, bus **out) MUST_CHECK;
void bus_close(bus *b);

/* The answer to one command; `answer` is borrowed until return, never NULL. Called exactly once for
 * every bus_send that returned OK, from bus_turn only, unless forgotten. May call bus_send. */
typedef void bus_answered(void *self, const Bus__Answer *answer);

/* bus_send: publishes a command or query and repeats it (same id, next broker) until it is answered
 * or timeout_ms has passed.
 * command  borrowed until return. The caller fills id (16 bytes), method, payload, token,
 *          acting_for, least_position, dry_run, channel, trace; the rest is set here.
 * timeout_ms  > 0. At the deadline calls back with E_DEADLINE, reason "in_progress": whether it was
 *          done is unknown, ask again with the same id.
 *          E_UNAVAILABLE with a reason (draining, no_worker, stopped) and E_BUSY come from brokers.
 * errors   E_KEY_MISSING id is not 16 bytes; E_KEY_REUSED the id is open here with other content
 *          (the same content joins it); E_TOO_LARGE; E_BUSY open_max commands wait already. */
status bus_send(bus *b, const Bus__Envelope *command, uint32_t timeout_ms, bus_answered *answered,
                void *self) MUST_CHECK;

/* bus_forged: answers so far that did not prove themselves and were dropped. */
uint64_t bus_forged(const bus *b);

/* bus_forget: no callback with this `self` happens any more (its owner went away). The commands
 * themselves are not called back from the workers. */
void bus_forget(bus *b, const void *self);

/* bus_open_count: commands that wait for an answer. */
size_t bus_open_count(const bus *b);

/* Poll integration. bus_poll writes at most BUS_BROKERS_MAX items and returns how many; bus_wait_ms
 * is the time until bus_turn has something to do by itself, at most max_ms; bus_turn receives,
 * repeats, beats and calls back; it never blocks. */
unsigned bus_poll(bus *b, zmq_pollitem_t *items);
int bus_wait_ms(const bus *b, int max_ms);
void bus_turn(bus *b);

/* bus_endpoint: endpoint of broker 0 .. n_endpoint - 1, NULL beyond. */
const char *bus_endpoint(const bus *b, unsigned broker);

/* bus_ready: brokers heard of within the last three beats. */
unsigned bus_ready(const bus *b);

/* bus_call: bus_send and its answer in one blocking call, for the command line and tests.
 * out     in the arena. errors as bus_send, E_ARENA; E_DEADLINE comes as an answer. */
status bus_call(bus *b, const Bus__Envelope *command, uint32_t timeout_ms, arena *a,
                Bus__Answer **out) MUST_CHECK;

/* bus_watch: from now on calls `hinted` when a worker says that a lane of the log moved, and what
 * that touched. Only a hint: may come late, twice, or not at all; borrowed until it returns. */
typedef void bus_hinted(void *self, log_position at, const Bus__Hint *hint);
void bus_watch(bus *b, bus_hinted *hinted, void *self);

/* bus_ask_status: asks every broker; `told` is called once for each one that answers, with its
 * endpoint; `told` NULL ends that. bus_broker_status blocks for one broker: E_UNAVAILABLE when it
 * says nothing in time. */
typedef void bus_told(void *self, const char *endpoint, const Bus__BrokerStatus *broker_status);
void bus_ask_status(bus *b, bus_told *told, void *self);
status bus_broker_status(bus *b, unsigned broker, uint32_t timeout_ms, arena *a,
                         Bus__BrokerStatus **out) MUST_CHECK;

/* ---- worker -------------------------------------------------------------------------------- */

typedef struct bus_worker bus_worker;

/* name       unique among workers; for tcp NAME.cert_secret must be in keys_dir
 * keys_dir   also holds the .key of every origin served
 * service    n_service names; n_service 0 means every service of the catalogue
 * credit     commands each broker may leave unanswered here, > 0
 * weight     share of shards against other workers, 1 to 16, default 1 */
typedef struct bus_worker_options {
    const char *name;
    const char *keys_dir;
    const char *const *endpoint;
    unsigned n_endpoint;
    const char *broker_cert;
    const char *const *service;
    unsigned n_service;
    uint32_t credit;
    uint32_t weight;
    const char *version;
} bus_worker_options;

/* bus_worker_open: registers with every broker and again whenever one comes back. Errors as
 * bus_open. Close accepts NULL; commands not answered are given to others by the broker. */
status bus_worker_open(const bus_worker_options *options, bus_worker **out) MUST_CHECK;
void bus_worker_close(bus_worker *w);

/* One command to run. Everything is in the arena given to bus_take, except `command`. */
typedef struct bus_work {
    Bus__Stamp *stamp;
    Bus__Envelope *envelope;
    const command_type *command;
    const peer_key *origin;
} bus_work;

/* bus_take: up to n waiting commands, in order of arrival. All are verified (keys_verify) and in
 * time; what is not was answered here (E_ORIGIN, E_MALFORMED, E_UNKNOWN_METHOD, E_TOO_LARGE,
 * E_DEADLINE). Payloads are not unpacked. Stops early when the arena is full (never returns 0 for
 * that reason alone: a command that does not fit an empty batch is answered E_ARENA). */
unsigned bus_take(bus_worker *w, arena *a, bus_work *out, unsigned n);

/* bus_put_back: `stamp`'s command was taken but is not run now (same order key as another of this
 * batch, batch given up): it comes first in the next bus_take. */
void bus_put_back(bus_worker *w, const Bus__Stamp *stamp);

/* bus_answer: answers a taken command once, after its commit. id and received_at_us are filled in
 * where they are empty.
 * A second answer to the same stamp is not sent: E_NOT_FOUND. An answer over BUS_ANSWER_BYTES_MAX
 * goes out as E_TOO_LARGE. */
status bus_answer(bus_worker *w, const Bus__Stamp *stamp, const Bus__Answer *answer) MUST_CHECK;

/* bus_answer_after: the same, but the answer leaves no sooner than wait_us after bus_take gave the
 * command out, so that how long the deciding took shows in no answer. Errors as bus_answer. */
status bus_answer_after(bus_worker *w, const Bus__Stamp *stamp, const Bus__Answer *answer,
                        int64_t wait_us) MUST_CHECK;

/* bus_hint: tells the brokers' watchers that the log reached this position, and what the way there
 * touched: at most BUS_TOUCHED_MAX, else `hint` says everything. Its position is filled in. */
enum { BUS_TOUCHED_MAX = 1024 };
void bus_hint(bus_worker *w, log_position at, Bus__Hint *hint);

/* bus_leave: asks the brokers to send no more; go on with take and answer until bus_idle. */
void bus_leave(bus_worker *w);
bool bus_idle(const bus_worker *w);

/* bus_waiting: commands received and not taken yet. bus_registered: brokers that welcomed us. */
size_t bus_waiting(const bus_worker *w);
unsigned bus_registered(const bus_worker *w);

/* Poll integration, as for clients, with at most BUS_WORKER_ITEMS_MAX items. While a long batch
 * keeps the loop from turning, a thread of the bus beats in its name, but for at most 30 seconds:
 * then the worker counts as stuck and brokers give what is held here to others. A process that dies
 * is lost after three seconds. */
unsigned bus_worker_poll(bus_worker *w, zmq_pollitem_t *items);
int bus_worker_wait_ms(const bus_worker *w, int max_ms);
void bus_worker_turn(bus_worker *w);

/* bus_has_reply: whether an answer carries a reply. What waits or is only kept was not decided: its
 * empty payload is no message of zeros. */
static inline bool bus_has_reply(const Bus__Answer *answer) {
    bool decided = answer->outcome == BUS__OUTCOME__APPLIED ||
                   answer->outcome == BUS__OUTCOME__WOULD_APPLY ||
                   answer->outcome == BUS__OUTCOME__SHOWN;
    return answer->status == OK && (answer->payload.len || decided);
}

#endif
