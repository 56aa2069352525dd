/* Queries: one read-only snapshot for all of a turn, hot rows from LMDB where it is far enough.
 * What a query says happened (a look at somebody else's record: A10, S2, S4, invariant I9) is a
 * look of this turn: it is sealed, folded and committed with the commands of the turn, and its
 * answer leaves after that. */
#include <string.h>
#include <sys/statvfs.h>

#include "proto/runtime/log.h"
#include "proto/runtime/position.h"
#include "proto/runtime/process.h"
#include "store/log/answers.h"
#include "store/log/history.h"
#include "store/log/snapshot.h"
#include "store/log/traces.h"
#include "store/statistics/statistics.h"
#include "workers/engine/act.h"
#include "workers/engine/notices.h"

static int64_t room_left(void) {
    struct statvfs room;
    return statvfs(".", &room) ? 0 : (int64_t) (room.f_bavail * room.f_frsize);
}

/* What one query wants of this lane; a text that is no position was refused before. */
static int64_t wanted(const runner *r, const bus_work *work) {
    int64_t number;
    status s = position_in(work->envelope->least_position, batch_lane(r->batch), &number);
    return s == OK ? number : 0;
}

static int64_t least_position(const runner *r, const bus_work *const *works, unsigned n) {
    int64_t least = 0;
    for (unsigned i = 0; i < n; i++)
        if (wanted(r, works[i]) > least) least = wanted(r, works[i]);
    return least;
}

static void set_facts(const runner *r, const jobs *all, int64_t number,
                      const snapshot_facts *seen) {
    int64_t free_bytes = room_left();
    char text[POSITION_TEXT_BYTES];
    const char *position =
        arena_dup(all->arena, position_text((log_position){batch_lane(r->batch), number}, text));
    if (!position) position = "";
    for (unsigned i = 0; i < all->n; i++) {
        context *ctx = &all->job[i].ctx;
        ctx->position = position;
        ctx->parked = seen->parked;
        ctx->free_bytes = free_bytes;
    }
}

static status load(runner *r, view *rows) {
    pg *db = r->options.db;
    rows_queue_load(r->rows, db, rows);
    history_queue_load(db, batch_lane(r->batch), rows);
    answers_queue_load(db, rows);
    traces_queue_load(db, rows);
    if (vault_wants(r->options.keys)) vault_queue_load(r->options.keys, db);
    return pg_round(db);
}

/* What the hot copy does not have is asked of the database. Rows by which it is known whose a
 * record is come from there always: the time would tell whether they exist. */
static bool is_at_gate(const jobs *all) {
    for (unsigned i = 0; i < all->n; i++)
        if (all->job[i].state == JOB_WAITING && all->job[i].at_gate) return true;
    return false;
}

/* A worker that was only asked questions since it began has read no parameters yet. */
static status take_figures(runner *r, view *rows, const snapshot_facts *seen, bool *current) {
    status fault = OK;
    *current = figures_refresh(&r->figures, rows, seen->reference, process_ms(), &fault);
    return fault;
}

/* Decides all queries inside the snapshot; `*position` is what every answer names: the snapshot's,
 * or the earliest of the hot copy when rows came from there. Gates read the snapshot either way. */
static status decide_snapshot(runner *r, jobs *all, view *rows, bool hot, int64_t least,
                              int64_t *position, snapshot_facts *snapshot) {
    int64_t oldest = INT64_MAX;
    pg *db = r->options.db;
    bool waits = decide_pass(r, all, rows, false), current = false;
    snapshot_begin(db, batch_lane(r->batch), snapshot);
    vault_queue_state(r->options.keys, db);
    for (unsigned round = 0; waits && round < ACT_ROUNDS_MAX; round++) {
        int64_t cached = INT64_MAX;
        if (hot && !is_at_gate(all))
            hot = r->options.cache && cache_load(r->options.cache, rows, least, &cached) == OK;
        oldest = cached < oldest ? cached : oldest;
        statistics_load(r->options.cache, rows, &oldest);
        status s = load(r, rows);
        if (s != OK) return s;
        *position = oldest < snapshot->position ? oldest : snapshot->position;
        set_facts(r, all, *position, snapshot);
        if (!current) s = take_figures(r, rows, snapshot, &current);
        if (s != OK) return s;
        waits = decide_pass(r, all, rows, current) || !current;
    }
    status s = snapshot_end(db);
    return s != OK ? s : waits ? E_INTERNAL : OK;
}

static void refuse_job(job *j, status s) {
    j->verdict = refuse(s, NULL);
    j->outcome = BUS__OUTCOME__REFUSED;
    j->item = (batch_item){0};
}

/* A lane that has no head does not exist: nothing was ever read from it, so what names it was never
 * given out by this hall. A position of another lane that exists says nothing about this one. */
static void hold_against(const runner *r, job *j, int64_t position, const snapshot_facts *seen) {
    position_set named;
    if (refused(j->verdict)) return;
    status s = positions_parse(j->work->envelope->least_position, &named);
    if (s == OK && positions_last_lane(&named) > seen->last_lane) {
        refuse_job(j, E_FORM);
        j->verdict.field = "least_position";
    } else if (wanted(r, j->work) > position) {
        refuse_job(j, E_NOT_READY);
    }
}

static Bus__Answer *answer_of(const job *j, arena *a) {
    Bus__Answer *answer = job_answer(j, a);
    if (answer) answer->position = lend(j->ctx.position ? j->ctx.position : "");
    return answer;
}

/* Before a look is stored: one whose answer has no room beside the others runs again alone, and
 * would be noted twice. */
static status make_answers(const jobs *all) {
    for (unsigned i = 0; i < all->n; i++)
        if (!(all->job[i].kept = answer_of(&all->job[i], all->arena))) return E_ARENA;
    return OK;
}

static status run_queries(runner *r, jobs *all, const bus_work *const *works, bool hot) {
    view *rows = view_open(all->arena, vault_opener, r->options.keys);
    must(rows);
    view_opens_history(rows, vault_history_opener, r->options.keys);
    for (unsigned i = 0; i < all->n; i++) job_start(&all->job[i], works[i], &r->house, all->arena);
    int64_t position = 0;
    snapshot_facts snapshot = {0};
    int64_t least = least_position(r, works, all->n);
    status s = decide_snapshot(r, all, rows, hot, least, &position, &snapshot);
    vault_settle(r->options.keys, false); /* a subject without a key may get one any time */
    if (s != OK) {
        pg_rollback(r->options.db);
        return s;
    }
    if (is_cramped(all)) return E_ARENA;
    for (unsigned i = 0; i < all->n; i++) hold_against(r, &all->job[i], position, &snapshot);
    s = make_answers(all);
    return s == OK && notices_count(r, all) != OK ? E_UNAVAILABLE : s;
}

/* ---- answering ------------------------------------------------------------------------------- */

/* One that left or is to leave nothing in the log is answered; `s` as it stands with all of them.
 */
static unsigned finish_one(runner *r, job *j, status s) {
    if (s == E_UNAVAILABLE || s == IN_PROGRESS) {
        bus_put_back(r->options.bus, j->work->stamp);
        return 0;
    }
    if (s != OK) refuse_job(j, s);
    answer_job(r, j, s == OK && j->kept ? j->kept : answer_of(j, r->queries.arena));
    return 1;
}

/* Each by itself, looks and all: what made them fail together may be one of them. */
static unsigned answer_apart(runner *r, const bus_work *const *works, unsigned n, bool hot) {
    unsigned answered = looks_alone(r);
    for (unsigned i = 0; i < n; i++) {
        arena_reset(r->queries.arena);
        r->queries.n = 0;
        answered += answer_queries(r, &works[i], 1, hot) + looks_alone(r);
    }
    return answered;
}

unsigned answer_queries(runner *r, const bus_work *const *works, unsigned n, bool hot) {
    jobs all = {r->queries.arena, r->queries.job + r->queries.n, n};
    unsigned answered = 0;
    status s = run_queries(r, &all, works, hot);
    if (s != OK && n > 1 && s != E_UNAVAILABLE) return answer_apart(r, works, n, hot);
    r->queries.n += n;
    log_hold();
    for (unsigned i = 0; i < n; i++) {
        job *j = &all.job[i];
        if (s == OK && job_stores(j))
            r->looks[r->n_looks++] = j;
        else
            answered += finish_one(r, j, s);
    }
    log_release();
    return answered;
}

unsigned looks_finish(runner *r, status s) {
    unsigned answered = 0;
    for (unsigned i = 0; i < r->n_looks; i++) answered += finish_one(r, r->looks[i], s);
    r->n_looks = 0;
    return answered;
}

unsigned looks_alone(runner *r) {
    job *looks[BATCH_MAX];
    unsigned n = r->n_looks, answered = 0;
    memcpy(looks, r->looks, sizeof looks);
    for (unsigned i = 0; i < n; i++) {
        r->looks[0] = looks[i];
        r->n_looks = 1;
        status s = E_CONFLICT;
        for (int k = 0; k < RETRIES_MAX && s == E_CONFLICT; k++) s = transact(r, NULL, 0);
        answered += looks_finish(r, s);
    }
    return answered;
}
