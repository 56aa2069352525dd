/* Rows as figures; see parameter.h. */
#include "workers/rules/parameter.h"

#include <string.h>

static_assert((int) FIGURE_LIMIT == (int) PARAM_LIMIT && (int) FIGURE_TERM == (int) PARAM_TERM &&
                  (int) FIGURE_TERM + 1 == (int) PARAM_KINDS,
              "the contract's kinds are those of the rules");

static param figure_of(const Parameter *row) {
    return (param){.kind = (param_kind) row->kind,
                   .insurance = row->insurance,
                   .payer = row->payer,
                   .group = row->group,
                   .from = row->from_period,
                   .to = row->to_period,
                   .rate = row->rate,
                   .round_to = row->round_to,
                   .age_from = row->age_from,
                   .age_to = row->age_to,
                   .step = row->step,
                   .amount_fen = row->amount_fen,
                   .floor_fen = row->floor_fen,
                   .ceiling_fen = row->ceiling_fen};
}

status parameter_list_of(view *rows, param_kind kind, parameter_list *out) {
    row_list all = list_parameter_by_kind(rows, (Collection__ParameterKind) kind);
    arena *a = view_arena(rows);
    out->n = 0;
    out->row = arena_alloc(a, (all.n + 1) * sizeof *out->row);
    const Parameter **kept = arena_alloc(a, (all.n + 1) * sizeof *kept);
    if (!out->row || !kept) return E_ARENA;
    for (size_t i = 0; i < all.n; i++) {
        const Parameter *one = (const Parameter *) all.row[i];
        if (one->retired_by) continue;
        kept[out->n] = one;
        out->row[out->n++] = figure_of(one);
    }
    out->parameter = kept;
    return OK;
}

status parameter_all(view *rows, param_set *out) {
    parameter_list list[PARAM_KINDS];
    arena *a = view_arena(rows);
    size_t n = 0;
    for (int kind = PARAM_LIMIT; kind < PARAM_KINDS; kind++) {
        status s = parameter_list_of(rows, (param_kind) kind, &list[kind]);
        if (s != OK) return s;
        n += list[kind].n;
    }
    param *row = arena_alloc(a, (n + 1) * sizeof *row);
    param_span *span = arena_alloc(a, PARAM_KINDS * sizeof *span);
    if (!row || !span) return E_ARENA;
    n = 0;
    for (int kind = PARAM_LIMIT; kind < PARAM_KINDS; kind++) {
        memcpy(row + n, list[kind].row, list[kind].n * sizeof *row);
        n += list[kind].n;
    }
    params_spans(row, n, span);
    *out = (param_set){row, n, span};
    return OK;
}
