/* propose_parameters (S10, A32): figures of one kind are added or taken back. A second person of
 * the centre decides (the wrapper). What was approved meanwhile of the same kind refuses the
 * approval. Source: docs/rules 3.11, 3.12. */
#include "gen/collection/propose_parameters.h"

#include "proto/runtime/fold.h"
#include "workers/collection/parameters.h"

#include <string.h>

static void check_said(const ProposeParameters *in, changes *out) {
    if (fold_is_blank(in->reason, strlen(in->reason)))
        changes_fault(out, refuse(E_CASE_REASON, "reason"));
    if (fold_is_blank(in->legal_ref, strlen(in->legal_ref)))
        changes_fault(out, refuse(E_REQUIRED, "legal_ref"));
    if (fold_is_blank(in->source, strlen(in->source)))
        changes_fault(out, refuse(E_REQUIRED, "source"));
    if (!in->n_figure && !in->n_retire)
        changes_fault(out, (verdict){E_REQUIRED, "figure", "nothing_proposed"});
}

static FigureAdded added(const Figure *in, int32_t number) {
    FigureAdded out = FIGURE_ADDED_INIT;
    out.number = number;
    out.insurance = in->insurance;
    out.payer = in->payer;
    out.group = in->group;
    out.from_period = in->from_period;
    out.to_period = in->to_period;
    out.rate = in->rate;
    out.round_to = in->round_to;
    out.age_from = in->age_from;
    out.age_to = in->age_to;
    out.step = in->step;
    out.amount_fen = in->amount_fen;
    out.floor_fen = in->floor_fen;
    out.ceiling_fen = in->ceiling_fen;
    out.mark = in->mark;
    out.remark = in->remark;
    return out;
}

static int32_t begins(const parameters_plan *plan) {
    int32_t first = 0;
    for (size_t i = 0; i < plan->n_change; i++)
        if (!first || plan->change[i].from < first) first = plan->change[i].from;
    return first;
}

static void say(const context *ctx, const ProposeParameters *in, const parameters_plan *plan,
                ParametersSet *event) {
    const ParameterHead *head = plan->head;
    event->kind = in->kind;
    event->revision = (head ? head->revision : 0) + 1;
    event->last_number = (head ? head->last_number : 0) + (int32_t) in->n_figure;
    event->legal_ref = in->legal_ref;
    event->source = in->source;
    event->reason = in->reason;
    event->holes_why = in->holes_why;
    event->begins = begins(plan);
    event->figures = (int32_t) in->n_figure;
    event->taken_back = (int32_t) in->n_retire;
    event->proposed_by = lend(ctx->actor.account_no);
    event->retired = in->retire;
    event->n_retired = in->n_retire;
}

static status emit(const context *ctx, view *rows, const ProposeParameters *in,
                   const parameters_plan *plan, int64_t n_affected, changes *out) {
    ParametersSet event = PARAMETERS_SET_INIT;
    arena *a = view_arena(rows);
    FigureAdded *figure = arena_alloc(a, (in->n_figure + 1) * sizeof *figure);
    FigureAdded **list = arena_alloc(a, (in->n_figure + 1) * sizeof *list);
    event.book = arena_printf(a, "parameter-%d", (int) in->kind);
    if (!figure || !list || !event.book) return E_ARENA;
    say(ctx, in, plan, &event);
    event.n_affected = n_affected;
    int32_t last = plan->head ? plan->head->last_number : 0;
    for (size_t i = 0; i < in->n_figure; i++) {
        figure[i] = added(in->figure[i], last + 1 + (int32_t) i);
        list[i] = &figure[i];
    }
    event.figure = list;
    event.n_figure = in->n_figure;
    emit_parameters_set(out, &event);
    ParametersAccepted reply = PARAMETERS_ACCEPTED_INIT;
    reply.kind = in->kind;
    reply.revision = event.revision;
    reply.n_affected = n_affected;
    changes_reply(out, &reply.base);
    return OK;
}

verdict collection_propose_parameters(const context *ctx, view *rows, const ProposeParameters *in,
                                      changes *out) {
    parameters_plan plan;
    check_said(in, out);
    verdict v = parameters_read(rows, in, out, &plan);
    if (refused(v)) return v;
    int64_t n_affected = parameters_affected(rows, &plan, ctx->today);
    if (n_affected && !in->backdated) /* A32: they are looked at before anything is applied */
        changes_fault(out, (verdict){E_REQUIRED, "backdated", "lines_affected"});
    if (changes_at_fault(out)) return accept();
    changes_base(out, plan.head ? plan.head->version : 0);
    status s = emit(ctx, rows, in, &plan, n_affected, out);
    return s == OK ? accept() : refuse(s, NULL);
}
