/* runner_internal: shared by runner.c, transact.c and queries.c; nobody else includes it. */
#ifndef HALL_WORKERS_RUNNER_INTERNAL_H
#define HALL_WORKERS_RUNNER_INTERNAL_H

#include "workers/engine/decide_job.h"
#include "workers/engine/figures.h"
#include "workers/engine/runner.h"

enum {
    BATCH_MAX = 512,
    RETRIES_MAX = 5,
    ATTEMPTS_MAX = 5, /* worker deaths before a command is parked: a bystander of several in a row
                         is none of it */
    SETTLE_MINUTES = 10, /* at most in one turn */
    EVENED_US = 250000   /* after a question of strangers about persons was taken */
};

/* Jobs that are decided on one view; it, their events and answers live in the arena. */
typedef struct jobs {
    arena *arena;
    job *job;
    unsigned n;
} jobs;

/* Calls of one program key that this worker has taken from the day's quota and not used yet. */
typedef struct quota_line {
    uint8_t hash[CRYPT_HASH_BYTES];
    int32_t day; /* 0: nobody's */
    bool known;
    int64_t left, waiting; /* calls; waiting: of this turn */
    int64_t ask_at_ms;     /* not before, where the day's calls are used up */
    uint64_t used;         /* last turn that had such a call */
    unsigned next;         /* place in `id`, a ring of the calls that were counted last */
    uint8_t id[16][16];
} quota_line;

/* looks: queries of this turn that are decided and whose events wait for the next transaction. */
struct runner {
    runner_options options;
    house house;
    batch *batch;
    figures figures; /* as of the last transaction */
    row_store *rows; /* of the read-only snapshot of queries */
    arena *taken;    /* envelopes of one turn */
    int64_t settle_at_ms;
    uint64_t turn; /* with calls of program keys or without */
    quota_line quota[BATCH_MAX];
    jobs commands, queries; /* of one transaction; of one turn */
    unsigned n_looks;
    job *looks[BATCH_MAX];
    bus_work works[BATCH_MAX];
    job command_jobs[BATCH_MAX], query_jobs[BATCH_MAX];
};

/* transact: decides and commits `n` commands, 0 too, and the looks of this turn in one transaction.
 * result  OK: every job is decided, answers may leave. E_CONFLICT, E_UNAVAILABLE, E_INTERNAL,
 * E_ARENA: nothing was stored. IN_PROGRESS: unknown. */
status transact(runner *r, const bus_work *const *works, unsigned n) MUST_CHECK;

/* runner_hint: tells whoever watches that the log reached the position of the last commit, and
 * which of the changed rows of `rows` pages may follow. */
void runner_hint(const runner *r, view *rows);

/* answer_queries: decides `n` queries on one snapshot (`hot`: on the hot copy where it is far
 * enough) and answers those that leave nothing in the log. The others become looks of this turn.
 * Returns how many were answered. */
unsigned answer_queries(runner *r, const bus_work *const *works, unsigned n, bool hot);

/* looks_finish: answers the looks, or puts them back, after the transaction that was to store them
 * ended with `s`. looks_alone: after one that failed, or when there is none: stores each look by
 * itself. Both return how many were answered; no look is left. */
unsigned looks_finish(runner *r, status s);
unsigned looks_alone(runner *r);

/* decide_pass: one run over all undecided jobs, those of one shard in their order of arrival.
 * Returns whether one still waits. `may_apply` false only notes what is needed. */
bool decide_pass(runner *r, jobs *all, view *rows, bool may_apply);

/* is_cramped: the memory of the batch did not suffice for one of several jobs: alone it may. */
bool is_cramped(const jobs *all);

/* answer_job: sends the answer of a decided job and writes its log line. */
void answer_job(runner *r, const job *j, const Bus__Answer *answer);

#endif
