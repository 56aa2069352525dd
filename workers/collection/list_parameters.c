/* list_parameters (A32): the figures of a kind that hold; of a month those that params_find would
 * pick, each of its series. */
#include "gen/collection/list_parameters.h"

#include "workers/collection/figure.h"
#include "workers/rules/calendar/period.h"

/* Whether a later figure of the series holds in the month instead. */
static bool is_followed(const parameter_list *all, size_t at, int32_t period) {
    for (size_t i = 0; i < all->n; i++) {
        const param *other = &all->row[i], *own = &all->row[at];
        bool later = other->from > own->from || (other->from == own->from && i > at);
        if (later && params_series(other, own) && period_within(period, other->from, other->to))
            return true;
    }
    return false;
}

static bool is_shown(const parameter_list *all, size_t at, int32_t period) {
    return !period || (period_within(period, all->row[at].from, all->row[at].to) &&
                       !is_followed(all, at, period));
}

verdict collection_list_parameters(const context *ctx, view *rows, const ListParameters *in,
                                   changes *out) {
    parameter_list all;
    const ParameterHead *head = find_parameter_head(rows, in->kind);
    ParameterList reply = PARAMETER_LIST_INIT;
    (void) ctx;
    status s = parameter_list_of(rows, (param_kind) in->kind, &all);
    if (s != OK) return refuse(s, NULL);
    FigureShown *shown = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *shown);
    reply.figure = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *reply.figure);
    if (!shown || !reply.figure) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < all.n; i++) {
        if (!is_shown(&all, i, in->period)) continue;
        shown[reply.n_figure] = figure_show(&all.row[i], all.parameter[i]);
        reply.figure[reply.n_figure] = &shown[reply.n_figure];
        reply.n_figure++;
    }
    reply.kind = in->kind;
    reply.revision = head ? head->revision : 0;
    changes_reply(out, &reply.base);
    return accept();
}
