/* runner: the one loop of a worker. Takes what waits on the bus (1 to batch_max commands, no timer:
 * the batch grows with the queue), decides it on one view, carries it through one transaction and
 * answers after the commit. Queries run in one read-only snapshot. Knows no business. */
#ifndef HALL_WORKERS_RUNNER_H
#define HALL_WORKERS_RUNNER_H

#include "store/cache/cache.h"
#include "workers/engine/job.h"

typedef struct runner runner;

/* batch_max      commands of one transaction at most, 1 to 512
 * arena_bytes    memory of one batch at most
 * cache          hot rows for queries, may be NULL
 * lane           of the log, the one that all shards of this worker lie in
 * horizon_us     how long kept answers live; an older id from outside is refused
 * list_rows      a file of a list has at most
 * password_profile  by which new passwords are hashed
 * notice_ms      how long attempts are counted together
 * probes_max     questions about strangers that an account may ask within that time, by method
 * denied_us      after a command was taken that is refused for whom it is about, its answer leaves
 * fault_method   tests only: a command of this method ends the process while it runs; "" for none
 */
typedef struct runner_options {
    bus_worker *bus;
    pg *db;
    vault *keys;
    cache *cache;
    uint32_t lane;
    int64_t horizon_us, notice_ms, probes_max, denied_us;
    int64_t list_rows;
    crypt_password_profile password_profile;
    unsigned batch_max;
    size_t arena_bytes;
    const char *fault_method;
} runner_options;

/* runner_open: borrows all of the options until runner_close. E_UNAVAILABLE without memory. */
status runner_open(const runner_options *options, runner **out) MUST_CHECK;
void runner_close(runner *r);

/* runner_turn: one batch, if anything waits. Returns how many commands were answered. */
unsigned runner_turn(runner *r);

#endif
