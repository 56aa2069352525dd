/* start_bulk (A29): takes on what a reviewer chose. Each case is held against the rule here, where
 * it is he who asks, and the basis is kept with it; what is refused is recorded at once. One run a
 * reviewer is open at a time. */
#include "gen/review/start_bulk.h"

#include <stdlib.h>
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/review/record_bulk.h"
#include "workers/review/bulk.h"
#include "workers/rules/issue.h"
#include "workers/rules/kept_filing.h"
#include "workers/rules/term.h"

enum { CASES_MOST = 500 }; /* where no figure says another number */

/* A chosen case on its way into the run. */
typedef struct candidate {
    BulkTaken *item;
    bulk_kept kept;
    bool opened;
} candidate;

typedef struct choice {
    const command_type *command;
    candidate *all;
    BulkTaken **item;
    size_t n;
} choice;

static int by_number(const void *a, const void *b) {
    return strcmp((*(BulkTaken *const *) a)->of_case, (*(BulkTaken *const *) b)->of_case);
}

static bool has_twice(BulkTaken *const *item, size_t n) {
    for (size_t i = 1; i < n; i++)
        if (!strcmp(item[i - 1]->of_case, item[i]->of_case)) return true;
    return false;
}

static verdict read_choice(view *rows, const StartBulk *in, choice *out) {
    BulkTaken *room = arena_alloc(view_arena(rows), in->n_chosen * sizeof *room);
    out->all = arena_alloc(view_arena(rows), in->n_chosen * sizeof *out->all);
    out->item = arena_alloc(view_arena(rows), in->n_chosen * sizeof *out->item);
    if (!room || !out->all || !out->item) return refuse(E_ARENA, NULL);
    out->n = in->n_chosen;
    for (size_t i = 0; i < out->n; i++) {
        room[i] = (BulkTaken) BULK_TAKEN_INIT;
        room[i].of_case = in->chosen[i]->of_case;
        room[i].submission = in->chosen[i]->submission;
        out->item[i] = &room[i];
    }
    qsort(out->item, out->n, sizeof *out->item, by_number);
    if (has_twice(out->item, out->n)) return (verdict){E_DUP_ROW, "chosen", "bulk_twice"};
    for (size_t i = 0; i < out->n; i++) out->all[i] = (candidate){.item = out->item[i]};
    return accept();
}

static void settle(candidate *c, verdict v) {
    c->item->state = refused(v) ? BULK_REFUSED : BULK_WAITING;
    c->item->status = v.code;
    c->item->field = lend(v.field ? v.field : "");
    c->item->reason = lend(v.reason ? v.reason : "");
}

/* All are asked for, so that they come in one round. */
static void look_at_each(const context *ctx, view *rows, choice *all) {
    for (size_t i = 0; i < all->n; i++) {
        candidate *c = &all->all[i];
        const bulk_chosen chosen = {all->command->name, c->item->of_case, c->item->submission};
        settle(c, bulk_case(ctx, rows, &chosen, &c->kept.file));
        if (c->item->state != BULK_WAITING) continue;
        c->opened = bulk_is_opened(ctx, rows, c->kept.file);
        if (c->opened) c->item->basis = BASIS_OPENED;
        c->kept.input = kept_filing_open(all->command, c->kept.file->content, view_arena(rows));
    }
}

static const candidate *opened_like(view *rows, const choice *all, const candidate *c) {
    for (size_t i = 0; i < all->n; i++)
        if (all->all[i].opened && bulk_is_alike(rows, &all->all[i].kept, &c->kept))
            return &all->all[i];
    return NULL;
}

static void liken_others(view *rows, choice *all) {
    for (size_t i = 0; i < all->n; i++) {
        candidate *c = &all->all[i];
        if (c->item->state != BULK_WAITING || c->opened) continue;
        const candidate *like = opened_like(rows, all, c);
        if (like) {
            c->item->basis = BASIS_ALIKE;
            c->item->like_case = like->item->of_case;
        } else {
            settle(c, (verdict){E_BULK, "case_no", "bulk_not_opened"});
        }
    }
}

/* One run a reviewer, and no more cases than the figure says. */
static verdict may_start(const context *ctx, view *rows, const StartBulk *in,
                         const command_type **command) {
    const BulkDesk *desk = find_bulk_desk(rows, ctx->actor.account_no);
    const BulkRun *last = desk ? find_bulk_run(rows, desk->bulk_no) : NULL;
    int32_t most = term_figure(ctx, TERM_BULK_MOST);
    *command = bulk_business(in->method);
    if (!*command) return (verdict){E_BULK, "method", "bulk_business"};
    if (in->n_chosen > (size_t) (most < 0 ? CASES_MOST : most))
        return (verdict){E_TOO_LONG, "chosen", "bulk_most"};
    return last && last->open ? refuse(E_BULK_OPEN, NULL) : accept();
}

static verdict reply_run(const context *ctx, view *rows, const BulkStarted *event, changes *out) {
    BulkOutcome *line = arena_alloc(view_arena(rows), event->n_item * sizeof *line);
    BulkShown reply = BULK_SHOWN_INIT;
    reply.item = arena_alloc(view_arena(rows), event->n_item * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    BulkRun run = BULK_RUN_INIT;
    run.bulk_no = event->bulk_no;
    run.account_no = lend(ctx->actor.account_no);
    run.method = event->method;
    run.n_cases = event->n_cases;
    run.n_refused = event->n_refused;
    run.open = event->n_refused < event->n_cases;
    run.started_at_us = ctx->received_at_us;
    run.finished_at_us = run.open ? 0 : ctx->received_at_us;
    BulkLine head = bulk_line(&run);
    reply.line = &head;
    for (size_t i = 0; i < event->n_item; i++) {
        line[i] = (BulkOutcome) BULK_OUTCOME_INIT;
        field_copy_named(&event->item[i]->base, &line[i].base);
        bulk_tell(&line[i]);
        reply.item[reply.n_item++] = &line[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}

static verdict take_on(const context *ctx, view *rows, choice *all, changes *out) {
    char bulk_no[SERIAL_CASE_SIZE];
    BulkStarted event = BULK_STARTED_INIT;
    status s = issue_number(ctx, rows, &event.number, bulk_no);
    if (s != OK) return refuse(s, NULL);
    event.bulk_no = bulk_no;
    event.district_code = lend(ctx->actor.district_code);
    event.method = lend(all->command->name);
    event.shard = (int32_t) ctx->shard;
    event.n_cases = (int64_t) all->n;
    event.item = all->item;
    event.n_item = all->n;
    for (size_t i = 0; i < all->n; i++) event.n_refused += all->item[i]->state == BULK_REFUSED;
    emit_bulk_started(out, &event);
    if (event.n_refused == event.n_cases) {
        BulkEnded over = BULK_ENDED_INIT;
        over.bulk_no = bulk_no;
        over.account_no = lend(ctx->actor.account_no);
        emit_bulk_ended(out, &over);
    }
    return reply_run(ctx, rows, &event, out);
}

verdict review_start_bulk(const context *ctx, view *rows, const StartBulk *in, changes *out) {
    choice all = {.n = 0};
    verdict v = may_start(ctx, rows, in, &all.command);
    if (!refused(v)) v = read_choice(rows, in, &all);
    if (refused(v)) return v;
    look_at_each(ctx, rows, &all);
    liken_others(rows, &all);
    return take_on(ctx, rows, &all, out);
}
