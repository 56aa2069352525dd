/* runner: the worker's loop: takes a batch, decides it, commits it, answers. */
#include "workers/engine/runner.h"

#include <stdlib.h>
#include <string.h>

#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "proto/runtime/topic.h"
#include "workers/engine/notices.h"
#include "workers/engine/quota.h"

static void beat(void *self) {
    bus_worker_turn(((runner *) self)->options.bus);
}

status runner_open(const runner_options *options, runner **out) {
    runner *r = calloc(1, sizeof *r);
    if (!r) return E_UNAVAILABLE;
    r->options = *options;
    if (r->options.batch_max > BATCH_MAX) r->options.batch_max = BATCH_MAX;
    figures_open(&r->figures);
    r->house = (house){&r->figures.set, options->keys, options->horizon_us, options->list_rows,
                       options->password_profile};
    r->batch = batch_open(options->db, options->keys, options->lane);
    r->rows = rows_open();
    r->taken = arena_open(options->arena_bytes);
    r->commands = (jobs){arena_open(options->arena_bytes), r->command_jobs, 0};
    r->queries = (jobs){arena_open(options->arena_bytes), r->query_jobs, 0};
    if (!r->batch || !r->rows || !r->taken || !r->commands.arena || !r->queries.arena) {
        runner_close(r);
        return E_UNAVAILABLE;
    }
    pg_on_wait(options->db, beat, r);
    *out = r;
    return OK;
}

void runner_close(runner *r) {
    if (!r) return;
    batch_close(r->batch);
    rows_close(r->rows);
    figures_close(&r->figures);
    arena_close(r->taken);
    arena_close(r->commands.arena);
    arena_close(r->queries.arena);
    free(r);
}

/* Before that no answer leaves from which a clock could tell whether somebody exists: a record that
 * is there takes longer to find than one that is not. Source: docs/rules 2.11 (4), 7.1. */
static int64_t least_us(const runner *r, const job *j, const Bus__Answer *answer) {
    return j->command->evened              ? EVENED_US
           : answer->status == E_FORBIDDEN ? r->options.denied_us
                                           : 0;
}

void answer_job(runner *r, const job *j, const Bus__Answer *answer) {
    static const Bus__Answer full = BUS__ANSWER__INIT;
    Bus__Answer refusal = full;
    if (!answer) {
        refusal.status = E_ARENA;
        refusal.outcome = BUS__OUTCOME__REFUSED;
        answer = &refusal;
    }
    status s = bus_answer_after(r->options.bus, j->work->stamp, answer, least_us(r, j, answer));
    if (j->spoilt.code == E_SEAL)
        log_error("seal_broken", log_text("what", j->spoilt.what),
                  log_text("subject", j->spoilt.subject), log_status(j->spoilt.code),
                  log_text("command", j->command->name));
    log_info("command", log_text("command", j->command->name),
             log_id("id", j->work->envelope->id.data, j->work->envelope->id.len),
             log_text("actor", j->ctx.actor.account_no ? j->ctx.actor.account_no : ""),
             log_status(answer->status), log_text("field", answer->field),
             log_text("case_no", answer->case_no), log_text("position", answer->position),
             log_number("delivery", j->work->stamp->delivery),
             log_text("trace", j->work->envelope->trace),
             log_number("rounds", j->n_runs ? (int64_t) j->n_runs - 1 : 0),
             log_number("sent", s == OK));
    s = batch_attempt_over(r->batch, j->work->envelope->id.data);
    if (s != OK) log_warn("attempt_not_ended", log_status(s));
}

static void answer_all(runner *r) {
    log_hold();
    for (unsigned i = 0; i < r->commands.n; i++) {
        const job *j = &r->commands.job[i];
        answer_job(r, j, j->kept ? j->kept : job_answer(j, r->commands.arena));
    }
    log_release();
}

static bool add_touched(const row_change *change, arena *a, Bus__Hint *hint) {
    for (unsigned i = 0; i < n_topics; i++) {
        if (topics[i].row != change->type) continue;
        Bus__Touched *touched =
            hint->n_touched < BUS_TOUCHED_MAX ? arena_alloc(a, sizeof *touched) : NULL;
        if (!touched) return false;
        topic_touch(&topics[i], change->row, touched);
        hint->touched[hint->n_touched++] = touched;
    }
    return true;
}

void runner_hint(const runner *r, view *rows) {
    arena *a = r->commands.arena;
    const row_change *changed;
    size_t n = view_changes(rows, &changed);
    Bus__Hint hint = BUS__HINT__INIT;
    hint.touched = arena_alloc(a, BUS_TOUCHED_MAX * sizeof *hint.touched);
    hint.everything = !hint.touched || !changed;
    for (size_t i = 0; i < n && !hint.everything; i++)
        hint.everything = !add_touched(&changed[i], a, &hint);
    if (hint.everything) hint.n_touched = 0;
    bus_hint(r->options.bus, (log_position){batch_lane(r->batch), batch_position(r->batch)}, &hint);
}

static void put_back_all(runner *r, const bus_work *const *works, unsigned n) {
    for (unsigned i = 0; i < n; i++) bus_put_back(r->options.bus, works[i]->stamp);
}

static void answer_failure(runner *r, const bus_work *work, status s) {
    job *j = &r->commands.job[0];
    arena *a = r->commands.arena;
    arena_reset(a);
    job_start(j, work, &r->house, a);
    j->verdict = refuse(s, NULL);
    j->outcome = BUS__OUTCOME__REFUSED;
    answer_job(r, j, job_answer(j, a));
}

/* A fault that tests plant: the process dies while it runs such a command. */
static void meet_fault(const runner *r, const bus_work *work) {
    if (r->options.fault_method[0] && !strcmp(work->command->name, r->options.fault_method))
        abort();
}

/* One command alone: after a lost race, or because it may be the one that kills workers. */
static unsigned run_alone(runner *r, const bus_work *work) {
    status s = E_CONFLICT;
    meet_fault(r, work);
    for (int i = 0; i < RETRIES_MAX && s == E_CONFLICT; i++) s = transact(r, &work, 1);
    if (s == OK && notices_count(r, &r->commands) != OK) s = E_UNAVAILABLE;
    if (s == E_UNAVAILABLE || s == IN_PROGRESS) {
        bus_put_back(r->options.bus, work->stamp);
        return 0;
    }
    if (s == OK)
        answer_all(r);
    else
        answer_failure(r, work, s);
    return 1;
}

/* The looks of this turn go with the commands; with none of these, by themselves. */
static unsigned run_together(runner *r, const bus_work *const *works, unsigned n) {
    for (unsigned i = 0; i < n; i++) meet_fault(r, works[i]);
    status s = transact(r, works, n);
    for (int i = 0; i < RETRIES_MAX && s == E_CONFLICT && (!n || batch_is_stale(r->batch)); i++)
        s = transact(r, works, n);
    bool stored = s == OK || s == E_UNAVAILABLE || s == IN_PROGRESS;
    unsigned answered = stored ? looks_finish(r, s) : 0;
    if (s == OK && notices_count(r, &r->commands) != OK) s = E_UNAVAILABLE;
    if (s == OK) {
        answer_all(r);
        return answered + n;
    }
    if (s == E_UNAVAILABLE || s == IN_PROGRESS) {
        put_back_all(r, works, n);
        return answered;
    }
    log_warn("batch_split", log_status(s), log_number("commands", n),
             log_text("database", pg_error(r->options.db)));
    answered = looks_alone(r);
    for (unsigned i = 0; i < n; i++) answered += run_alone(r, works[i]);
    return answered;
}

/* ---- commands that may have killed a worker ------------------------------------------------- */

static void park(runner *r, const bus_work *work) {
    Bus__Envelope kept = *work->envelope;
    const Bus__Envelope *envelope = &kept;
    if (work->command->secret) /* no password waits for an operator */
        kept.payload = (ProtobufCBinaryData){0, NULL};
    size_t bytes = bus__envelope__get_packed_size(envelope);
    uint8_t *packed = arena_alloc(r->taken, bytes), stamp[128];
    parked what = {.method = envelope->method,
                   .reason = "killed_worker",
                   .at_us = process_now_us(),
                   .state = 1};
    memcpy(what.command_id, envelope->id.data, sizeof what.command_id);
    if (packed)
        what.envelope = (ProtobufCBinaryData){bus__envelope__pack(envelope, packed), packed};
    if (bus__stamp__get_packed_size(work->stamp) <= sizeof stamp)
        what.stamp = (ProtobufCBinaryData){bus__stamp__pack(work->stamp, stamp), stamp};
    status s = batch_park(r->batch, &what);
    log_error("command_parked", log_text("command", envelope->method),
              log_id("id", envelope->id.data, envelope->id.len), log_status(s));
    answer_failure(r, work, E_PARKED);
}

static bool is_suspect(const bus_work *work) {
    return !work->command->query && (work->stamp->delivery > 1 || work->envelope->attempt > 1);
}

/* A repeated command is counted durably before it runs: the first repetition still shares a batch,
 * the next ones run alone, then it is parked while others pass (A28). */
static unsigned run_suspect(runner *r, const bus_work *work, bool *share) {
    int64_t state = 0, attempts = 0;
    const uint8_t(*id)[16] = (const uint8_t(*)[16])(const void *) work->envelope->id.data;
    *share = false;
    status s = batch_parked(r->batch, *id, &state);
    if (s == OK && state == 1) {
        answer_failure(r, work, E_PARKED);
        return 1;
    }
    if (s == OK && batch_attempting(r->batch, *id)) /* put back, and this process still lives */
        return run_alone(r, work);
    if (s == OK) s = batch_attempt(r->batch, 1, id, "redelivered", process_now_us(), &attempts);
    if (s != OK) {
        bus_put_back(r->options.bus, work->stamp);
        return 0;
    }
    if (attempts > ATTEMPTS_MAX) {
        park(r, work);
        return 1;
    }
    *share = attempts <= 1;
    return *share ? 0 : run_alone(r, work);
}

/* ---- the loop ------------------------------------------------------------------------------ */

static bool seen_before(const bus_work *works, unsigned at) {
    for (unsigned i = 0; i < at; i++)
        if (!memcmp(works[i].envelope->id.data, works[at].envelope->id.data, 16)) return true;
    return false;
}

static void reconnect(runner *r) {
    if (!pg_is_lost(r->options.db)) return;
    status s = pg_reconnect(r->options.db);
    log_warn("database_lost", log_status(s), log_text("database", pg_error(r->options.db)));
}

unsigned runner_turn(runner *r) {
    const bus_work *writes[BATCH_MAX], *reads[BATCH_MAX], *hot[BATCH_MAX];
    unsigned n_writes = 0, n_reads = 0, n_hot = 0, answered = 0;
    arena_reset(r->taken);
    unsigned n = bus_take(r->options.bus, r->taken, r->works, r->options.batch_max);
    if (n) reconnect(r);
    answered += quota_admit(r, &n);
    for (unsigned i = 0; i < n; i++) {
        bool share = true;
        if (seen_before(r->works, i)) {
            bus_put_back(r->options.bus, r->works[i].stamp);
            continue;
        }
        if (is_suspect(&r->works[i])) answered += run_suspect(r, &r->works[i], &share);
        if (share && r->works[i].command->hot)
            hot[n_hot++] = &r->works[i];
        else if (share && r->works[i].command->query)
            reads[n_reads++] = &r->works[i];
        else if (share)
            writes[n_writes++] = &r->works[i];
    }
    arena_reset(r->queries.arena);
    r->queries.n = 0;
    if (n_hot) answered += answer_queries(r, hot, n_hot, true);
    if (n_reads) answered += answer_queries(r, reads, n_reads, false);
    if (n_writes || r->n_looks) answered += run_together(r, writes, n_writes);
    notices_settle(r);
    return answered;
}
