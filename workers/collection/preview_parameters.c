/* preview_parameters (A32): what a kept proposal would change, now. */
#include "gen/collection/preview_parameters.h"

#include "workers/collection/figure.h"
#include "workers/collection/parameters.h"
#include "workers/rules/calendar/period.h"

/* Where the figure holds already, its row says more of it. */
static const Parameter *row_of(const parameters_plan *plan, const param *figure) {
    for (size_t i = 0; i < plan->now.n; i++)
        if (&plan->now.row[i] == figure) return plan->now.parameter[i];
    return NULL;
}

static FigureShown *shown(const parameters_plan *plan, const param *figure, arena *a) {
    FigureShown *out = figure ? arena_alloc(a, sizeof *out) : NULL;
    if (out) *out = figure_show(figure, row_of(plan, figure));
    return out;
}

static status show_changes(const parameters_plan *plan, arena *a, ParameterPreview *out) {
    StretchChanged *change = arena_alloc(a, (plan->n_change + 1) * sizeof *change);
    out->change = arena_alloc(a, (plan->n_change + 1) * sizeof *out->change);
    if (!change || !out->change) return E_ARENA;
    for (size_t i = 0; i < plan->n_change; i++) {
        const proposal_change *of = &plan->change[i];
        change[i] = (StretchChanged) STRETCH_CHANGED_INIT;
        change[i].from_period = of->from;
        change[i].to_period = of->to;
        change[i].before = shown(plan, of->before, a);
        change[i].after = shown(plan, of->after, a);
        if (!change[i].before != !of->before || !change[i].after != !of->after) return E_ARENA;
        out->change[out->n_change++] = &change[i];
    }
    return OK;
}

/* The earliest first; months without a line are left out. */
static status show_months(view *rows, const parameters_plan *plan, int32_t last,
                          ParameterPreview *out) {
    bool changed[PARAMETERS_MONTHS];
    MonthAffected *month = arena_alloc(view_arena(rows), PARAMETERS_MONTHS * sizeof *month);
    out->month = arena_alloc(view_arena(rows), PARAMETERS_MONTHS * sizeof *out->month);
    if (!month || !out->month) return E_ARENA;
    parameters_months(plan, last, changed);
    for (int i = PARAMETERS_MONTHS - 1; i >= 0; i--) {
        int32_t period = period_add(last, -i);
        int64_t lines = changed[i] ? parameters_lines(rows, period) : 0;
        if (!lines) continue;
        MonthAffected *at = &month[out->n_month];
        *at = (MonthAffected) MONTH_AFFECTED_INIT;
        at->period = period;
        at->lines = lines;
        out->n_affected += lines;
        out->month[out->n_month++] = at;
    }
    return OK;
}

verdict collection_preview_parameters(const context *ctx, view *rows, const PreviewParameters *in,
                                      changes *out) {
    const ProposeParameters *proposed;
    parameters_plan plan;
    verdict v = parameters_of_case(rows, in->case_no, &proposed);
    if (!refused(v)) v = parameters_read(rows, proposed, NULL, &plan);
    if (refused(v)) return v;
    ParameterPreview reply = PARAMETER_PREVIEW_INIT;
    status s = show_changes(&plan, view_arena(rows), &reply);
    if (s == OK) s = show_months(rows, &plan, parameters_last(ctx->today), &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
