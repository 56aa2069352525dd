/* Queries: one read-only snapshot for the batch, hot rows from LMDB where it is far enough. What a
 * query says happened (a look at somebody else's record, a refused one: A10, S2, S4, invariant I9)
 * is folded and committed as a command's events are, before the data leave. */
#include <sys/statvfs.h>

#include "proto/runtime/log.h"
#include "proto/runtime/position.h"
#include "store/log/history.h"
#include "store/log/snapshot.h"
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

static void set_facts(runner *r, unsigned n, int64_t number, const snapshot_facts *seen) {
    int64_t free_bytes = room_left();
    char text[POSITION_TEXT_BYTES];
    const char *position =
        arena_dup(r->arena, position_text((log_position){batch_lane(r->batch), number}, text));
    if (!position) position = "";
    for (unsigned i = 0; i < n; i++) {
        r->jobs[i].ctx.position = position;
        r->jobs[i].ctx.parked = seen->parked;
        r->jobs[i].ctx.free_bytes = free_bytes;
    }
}

static status load(runner *r, view *rows) {
    pg *db = r->options.db;
    rows_queue_load(r->rows, db, rows);
    history_queue_load(db, batch_lane(r->batch), rows);
    if (vault_wants(r->options.keys)) vault_queue_load(r->options.keys, db);
    return pg_round(db);
}

/* Decides all queries inside the snapshot; `*position` is what every answer names: the snapshot's,
 * or the earliest of the hot copy when rows came from there. Gates read the snapshot either way. */
static status decide_snapshot(runner *r, view *rows, unsigned n, bool hot, int64_t least,
                              int64_t *position, snapshot_facts *snapshot) {
    int64_t oldest = INT64_MAX;
    pg *db = r->options.db;
    bool waits = decide_pass(r, rows, n, true);
    snapshot_begin(db, batch_lane(r->batch), snapshot);
    vault_queue_state(r->options.keys, db);
    for (unsigned round = 0; waits && round < ACT_ROUNDS_MAX; round++) {
        int64_t cached = INT64_MAX;
        hot = hot && r->options.cache && cache_load(r->options.cache, rows, least, &cached) == OK;
        oldest = cached < oldest ? cached : oldest;
        status s = load(r, rows);
        if (s != OK) return s;
        *position = oldest < snapshot->position ? oldest : snapshot->position;
        set_facts(r, n, *position, snapshot);
        waits = decide_pass(r, rows, n, true);
    }
    status s = snapshot_end(db);
    return s != OK ? s : waits ? E_INTERNAL : OK;
}

/* What queries leave behind is folded and stored as a command's is, in a transaction of its own. */
static status fold_events(runner *r, view *rows, unsigned n) {
    size_t start = view_save(rows);
    for (unsigned round = 0; round < ACT_ROUNDS_MAX; round++) {
        status worst = OK;
        view_forget_missing(rows);
        for (unsigned i = 0; i < n; i++) {
            status s = job_stores(&r->jobs[i]) ? job_fold(&r->jobs[i], rows) : OK;
            if (s != OK && s != E_NOT_READY) return s;
            if (s != OK) worst = s;
        }
        if (worst == OK) return OK;
        status s = view_undo(rows, start);
        if (s == OK) batch_ask_rows(r->batch, rows);
        if (s == OK) s = batch_round(r->batch);
        if (s != OK) return s;
    }
    return E_INTERNAL;
}

static status store_once(runner *r, unsigned n, size_t m, batch_item *items) {
    view *rows = view_open(r->arena, vault_opener, r->options.keys);
    if (!rows) return E_ARENA;
    batch_begin(r->batch);
    status s = fold_events(r, rows, n);
    if (s == OK) return batch_finish(r->batch, rows, m, items);
    batch_cancel(r->batch);
    return s;
}

static status store_events(runner *r, unsigned n) {
    batch_item *items = arena_alloc(r->arena, (n + 1) * sizeof *items);
    size_t m = 0;
    if (!items) return E_ARENA;
    for (unsigned i = 0; i < n; i++)
        if (job_stores(&r->jobs[i])) items[m++] = r->jobs[i].item;
    if (!m) return OK;
    status s = E_CONFLICT;
    for (int i = 0; i < RETRIES_MAX && s == E_CONFLICT; i++) s = store_once(r, n, m, items);
    if (s == OK) runner_hint(r);
    return s;
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

static Bus__Answer *answer_of(runner *r, const job *j) {
    Bus__Answer *answer = job_answer(j, r->arena);
    if (answer) answer->position = lend(j->ctx.position ? j->ctx.position : "");
    return answer;
}

/* Before a look is stored: one whose answer has no room beside the others runs again alone, and
 * would be noted twice. */
static status make_answers(runner *r, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        if (!(r->jobs[i].kept = answer_of(r, &r->jobs[i]))) return E_ARENA;
    return OK;
}

static status run_queries(runner *r, const bus_work *const *works, unsigned n, bool hot) {
    arena_reset(r->arena);
    view *rows = view_open(r->arena, vault_opener, r->options.keys);
    must(rows);
    view_opens_history(rows, vault_history_opener, r->options.keys);
    for (unsigned i = 0; i < n; i++) job_start(&r->jobs[i], works[i], &r->house, r->arena);
    int64_t position = 0;
    snapshot_facts snapshot = {0, 0, 0};
    status s = decide_snapshot(r, rows, n, hot, least_position(r, works, n), &position, &snapshot);
    vault_settle(r->options.keys, false); /* a subject without a key may get one any time */
    if (s != OK) {
        pg_rollback(r->options.db);
        return s;
    }
    if (is_cramped(r, n)) return E_ARENA;
    for (unsigned i = 0; i < n; i++) hold_against(r, &r->jobs[i], position, &snapshot);
    s = make_answers(r, n);
    return s == OK ? store_events(r, n) : s;
}

unsigned answer_queries(runner *r, const bus_work *const *works, unsigned n, bool hot) {
    status s = run_queries(r, works, n, hot);
    if (s != OK && n > 1 && s != E_UNAVAILABLE) {
        unsigned answered = 0;
        for (unsigned i = 0; i < n; i++) answered += answer_queries(r, &works[i], 1, hot);
        return answered;
    }
    if (s == OK && notices_count(r, n) != OK) s = E_UNAVAILABLE;
    if (s == E_UNAVAILABLE || s == IN_PROGRESS) {
        for (unsigned i = 0; i < n; i++) bus_put_back(r->options.bus, works[i]->stamp);
        return 0;
    }
    for (unsigned i = 0; i < n; i++) {
        job *j = &r->jobs[i];
        if (s != OK) refuse_job(j, s);
        answer_job(r, j, s == OK ? j->kept : answer_of(r, j));
    }
    return n;
}
