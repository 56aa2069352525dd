/* One transaction for a batch of commands: kept answers and rows are loaded until nothing is
 * missing, then everything is written at once (store/log/batch.h). */
#include <string.h>

#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
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

typedef struct deciding {
    runner *r;
    jobs *all;
} deciding;

static uint32_t shard_of(const void *self, unsigned i) {
    return ((const deciding *) self)->all->job[i].ctx.shard;
}

static bool decide_one(void *self, unsigned i, view *rows, bool may_apply) {
    const deciding *d = self;
    job *j = &d->all->job[i];
    if (j->state != JOB_WAITING) return true;
    const batch_kept *kept =
        j->command->query ? NULL : batch_kept_find(d->r->batch, j->work->envelope->id.data);
    if (kept)
        give_kept(j, rows, kept);
    else
        job_decide(j, rows, &d->r->house, may_apply);
    return j->state != JOB_WAITING;
}

bool decide_pass(runner *r, jobs *all, view *rows, bool may_apply) {
    deciding d = {r, all};
    return act_in_turn(&(act_list){&d, all->n, shard_of, decide_one}, rows, may_apply);
}

/* ask_kept: looks for kept answers of the commands that `wanted` picks; returns how many. */
static unsigned ask_kept(runner *r, bool (*wanted)(const job *j)) {
    const jobs *all = &r->commands;
    uint8_t(*ids)[16] = arena_alloc(all->arena, (all->n + 1) * sizeof *ids);
    unsigned m = 0;
    must(ids);
    for (unsigned i = 0; i < all->n; i++)
        if (wanted(&all->job[i]))
            memcpy(ids[m++], all->job[i].work->envelope->id.data, sizeof ids[0]);
    if (m) batch_ask_kept(r->batch, m, (const uint8_t(*)[16]) ids, all->arena);
    return m;
}

static bool is_any(const job *j) {
    (void) j;
    return true;
}

static bool leaves_nothing(const job *j) {
    return j->state == JOB_DECIDED && !j->unfit && refused(j->verdict) && !job_stores(j);
}

/* One transaction on its way, for act_rounds. */
typedef struct passes {
    runner *r;
    bool noted,
        looks_folded; /* a first pass over the commands was made; all looks are in the view */
    bool current;     /* the parameters in memory are those of this transaction */
} passes;

/* All of them or none: the log has them in the order in which they are folded. */
static status fold_looks(runner *r, view *rows) {
    size_t start = view_save(rows);
    status worst = OK;
    view_forget_missing(rows);
    for (unsigned i = 0; i < r->n_looks; i++) {
        status s = job_fold_look(r->looks[i], rows, &r->house);
        if (s != OK && s != E_NOT_READY) return s;
        if (s != OK) worst = s;
    }
    status undone = worst == OK ? OK : view_undo(rows, start);
    return undone == OK ? worst : undone;
}

/* After the first round the lane's head is known, and with it whether they are old. */
static bool take_figures(runner *r, view *rows, status *fault) {
    return figures_refresh(&r->figures, rows, batch_reference(r->batch), process_ms(), fault);
}

/* The looks come first: in the log they stand before the commands, so these are decided on rows
 * that have the effects of the looks. The first pass over the commands only notes what they need. A
 * command that fails is refused, the others go on. */
static bool pass_all(void *self, view *rows, status *fault) {
    passes *p = self;
    if (!p->looks_folded) {
        status s = fold_looks(p->r, rows);
        if (s != OK && s != E_NOT_READY) *fault = s;
        p->looks_folded = s == OK;
    }
    if (p->noted && !p->current) p->current = take_figures(p->r, rows, fault);
    bool ready = p->noted && p->looks_folded && p->current;
    bool waits = decide_pass(p->r, &p->r->commands, rows, ready);
    p->noted = true;
    return waits || !p->looks_folded;
}

static status decide_on(passes *p, view *rows) {
    status fault = OK;
    bool waits = pass_all(p, rows, &fault);
    return fault != OK ? fault : act_rounds(p->r->batch, rows, waits, pass_all, p);
}

/* A refusal stores nothing, so no conflict can tell that another worker did the same command while
 * this one was held up, and that what it did is the very reason to refuse. So the kept answers are
 * looked for again, after everything that the refusal rests on was read. */
static status refuse_once_more(passes *p, view *rows) {
    runner *r = p->r;
    if (!ask_kept(r, leaves_nothing)) return OK;
    status s = batch_round(r->batch);
    if (s != OK) return s;
    for (unsigned i = 0; i < r->commands.n; i++) {
        job *j = &r->commands.job[i];
        if (leaves_nothing(j) && batch_kept_find(r->batch, j->work->envelope->id.data))
            j->state = JOB_WAITING;
    }
    return decide_on(p, rows);
}

/* Rounds until every job is decided; kept answers come with the first round trip. */
static status decide_all(runner *r, view *rows) {
    passes p = {.r = r, .looks_folded = r->n_looks == 0};
    ask_kept(r, is_any);
    status s = decide_on(&p, rows);
    if (s == OK) s = refuse_once_more(&p, rows);
    return s == OK && is_cramped(&r->commands) ? E_ARENA : s;
}

bool is_cramped(const jobs *all) {
    for (unsigned i = 0; all->n > 1 && i < all->n; i++)
        if (all->job[i].verdict.code == E_ARENA) return true;
    return false;
}

/* Rows lie in the view, so an act sees what an earlier one of its transaction changed; parameters
 * lie in memory. An act that changes a reference row is therefore carried through alone. */
static bool changes_figures(const jobs *all) {
    for (unsigned i = 0; all->n > 1 && i < all->n; i++)
        if (job_stores(&all->job[i]) && all->job[i].item.moves_reference) return true;
    return false;
}

static status collect(runner *r, batch_item *items, size_t *out) {
    size_t m = 0;
    for (unsigned i = 0; i < r->n_looks; i++) items[m++] = r->looks[i]->item;
    for (unsigned i = 0; i < r->commands.n; i++) {
        job *j = &r->commands.job[i];
        if (!job_stores(j)) continue;
        batch_item *item = &items[m++];
        *item = j->item;
        /* A failed login is answered once, too: a message that comes twice is one failure. */
        item->keep = !refused(j->verdict) || j->command->secret;
        item->answer = job_answer(j, r->commands.arena);
        if (!item->answer) return E_ARENA;
        j->kept = item->answer;
    }
    *out = m;
    return OK;
}

static bool any_kept(const jobs *all) {
    for (unsigned i = 0; i < all->n; i++)
        if (all->job[i].state == JOB_KEPT) return true;
    return false;
}

static status finish(runner *r, view *rows, size_t m, batch_item *items) {
    status s = batch_finish(r->batch, rows, m, items);
    if (s == OK && m) runner_hint(r, rows);
    return s;
}

status transact(runner *r, const bus_work *const *works, unsigned n) {
    jobs *all = &r->commands;
    size_t m = 0;
    arena_reset(all->arena);
    view *rows = view_open(all->arena, vault_opener, r->options.keys);
    batch_item *items = arena_alloc(all->arena, (n + r->n_looks + 1) * sizeof *items);
    must(rows && items);
    view_opens_history(rows, vault_history_opener, r->options.keys);
    batch_begin(r->batch);
    all->n = n;
    for (unsigned i = 0; i < n; i++) job_start(&all->job[i], works[i], &r->house, all->arena);
    status s = decide_all(r, rows);
    if (s == OK && changes_figures(all)) s = E_CONFLICT; /* what follows it needs the new ones */
    if (s == OK) s = collect(r, items, &m);
    if (s == OK && (m || any_kept(all))) return finish(r, rows, m, items);
    batch_cancel(r->batch);
    return s;
}
