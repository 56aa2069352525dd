/* One transaction for a batch of commands: kept answers and rows are loaded until nothing is
 * missing, then everything is written at once (store/log/batch.h). */
#include <string.h>

#include "proto/runtime/log.h"
#include "store/log/partition.h"
#include "workers/engine/act.h"
#include "workers/engine/gates.h"
#include "workers/engine/runner_internal.h"

/* A repeated command gets its first answer again, if the same account asks for the same thing. */
static void give_kept(job *j, view *rows, const batch_kept *kept) {
    view_forget_missing(rows);
    verdict v = gates_kept(j, rows);
    if (view_missing(rows)) return;
    j->state = JOB_KEPT;
    j->case_no = ""; /* of the run that was made while the answer was not there yet */
    changes_start(&j->changes, view_arena(rows));
    if (!refused(v) && (memcmp(kept->digest, j->digest, sizeof j->digest) != 0 ||
                        strcmp(kept->actor, j->ctx.actor.account_no) != 0))
        v = refuse(E_KEY_REUSED, NULL);
    if (refused(v)) {
        j->verdict = v;
        j->outcome = BUS__OUTCOME__REFUSED;
    } else {
        j->kept = kept->answer;
    }
}

bool decide_pass(runner *r, view *rows, unsigned n, bool may_apply) {
    act_waiting waiting = {{0}};
    bool missing = false;
    for (unsigned i = 0; i < n; i++) {
        job *j = &r->jobs[i];
        if (j->state != JOB_WAITING) continue;
        const batch_kept *kept =
            j->command->query ? NULL : batch_kept_find(r->batch, j->work->envelope->id.data);
        if (kept)
            give_kept(j, rows, kept);
        else
            job_decide(j, rows, &r->house, may_apply && !act_waits(&waiting, j->ctx.shard));
        if (j->state == JOB_WAITING) {
            act_wait(&waiting, j->ctx.shard);
            missing = true;
        }
    }
    return missing;
}

/* ask_kept: looks for kept answers of the commands that `wanted` picks; returns how many. */
static unsigned ask_kept(runner *r, unsigned n, bool (*wanted)(const job *j)) {
    uint8_t(*ids)[16] = arena_alloc(r->arena, (n + 1) * sizeof *ids);
    unsigned m = 0;
    must(ids);
    for (unsigned i = 0; i < n; i++)
        if (wanted(&r->jobs[i]))
            memcpy(ids[m++], r->jobs[i].work->envelope->id.data, sizeof ids[0]);
    batch_ask_kept(r->batch, m, (const uint8_t(*)[16]) ids, r->arena);
    return m;
}

static bool is_any(const job *j) {
    (void) j;
    return true;
}

static bool leaves_nothing(const job *j) {
    return j->state == JOB_DECIDED && !j->unfit && refused(j->verdict) && !job_stores(j);
}

/* The jobs of a transaction, for act_rounds. */
typedef struct jobs {
    runner *r;
    unsigned n;
} jobs;

static bool pass_jobs(void *self, view *rows, status *fault) {
    const jobs *all = self;
    (void) fault; /* one that fails is refused, the others go on */
    return decide_pass(all->r, rows, all->n, true);
}

static status load_and_decide(runner *r, view *rows, unsigned n, bool waits) {
    return act_rounds(r->batch, rows, waits, pass_jobs, &(jobs){r, n});
}

/* A refusal stores nothing, so no conflict can tell that another worker did the same command while
 * this one was held up, and that what it did is the very reason to refuse. So the kept answers are
 * looked for again, after everything that the refusal rests on was read. */
static status refuse_once_more(runner *r, view *rows, unsigned n) {
    if (!ask_kept(r, n, leaves_nothing)) return OK;
    status s = batch_round(r->batch);
    if (s != OK) return s;
    for (unsigned i = 0; i < n; i++)
        if (leaves_nothing(&r->jobs[i]) &&
            batch_kept_find(r->batch, r->jobs[i].work->envelope->id.data))
            r->jobs[i].state = JOB_WAITING;
    return load_and_decide(r, rows, n, decide_pass(r, rows, n, true));
}

/* Rounds until every job is decided. The first pass only notes what it needs: kept answers come
 * with the same round trip. */
static status decide_all(runner *r, view *rows, unsigned n) {
    status s = load_and_decide(r, rows, n, decide_pass(r, rows, n, false));
    return s == OK ? refuse_once_more(r, rows, n) : s;
}

bool is_cramped(const runner *r, unsigned n) {
    for (unsigned i = 0; n > 1 && i < n; i++)
        if (r->jobs[i].verdict.code == E_ARENA) return true;
    return false;
}

static status collect(runner *r, unsigned n, batch_item *items, size_t *out) {
    size_t m = 0;
    for (unsigned i = 0; i < n; i++) {
        job *j = &r->jobs[i];
        if (!job_stores(j)) continue;
        batch_item *item = &items[m++];
        *item = j->item;
        /* A failed login is answered once, too: a message that comes twice is one failure. */
        item->keep = !refused(j->verdict) || j->command->secret;
        item->answer = job_answer(j, r->arena);
        if (!item->answer) return E_ARENA;
        j->kept = item->answer;
    }
    *out = m;
    return OK;
}

static bool any_kept(const runner *r, unsigned n) {
    for (unsigned i = 0; i < n; i++)
        if (r->jobs[i].state == JOB_KEPT) return true;
    return false;
}

/* The log's next piece is made long before an entry needs it. */
static void look_ahead(runner *r, int64_t before) {
    int64_t now = batch_position(r->batch);
    if (!partition_due(before, now)) return;
    status s = partition_ahead(r->options.db, now);
    if (s != OK)
        log_error("partition", log_status(s), log_text("database", pg_error(r->options.db)));
}

status transact(runner *r, const bus_work *const *works, unsigned n) {
    arena_reset(r->arena);
    view *rows = view_open(r->arena, vault_opener, r->options.keys);
    batch_item *items = arena_alloc(r->arena, (n + 1) * sizeof *items);
    size_t m = 0;
    int64_t before = batch_position(r->batch);
    must(rows && items);
    view_opens_history(rows, vault_history_opener, r->options.keys);
    batch_begin(r->batch);
    for (unsigned i = 0; i < n; i++) job_start(&r->jobs[i], works[i], &r->house, r->arena);
    ask_kept(r, n, is_any);
    status s = decide_all(r, rows, n);
    if (s == OK) s = is_cramped(r, n) ? E_ARENA : collect(r, n, items, &m);
    if (s != OK) {
        batch_cancel(r->batch);
        return s;
    }
    if (!m && !any_kept(r, n)) {
        batch_cancel(r->batch);
        return OK;
    }
    s = batch_finish(r->batch, rows, m, items);
    if (s == OK && m) runner_hint(r);
    if (s == OK && m) look_ahead(r, before);
    return s;
}
