/* figure: a figure as queries show it. */
#include "workers/collection/figure.h"

FigureShown figure_show(const param *figure, const Parameter *row) {
    FigureShown out = FIGURE_SHOWN_INIT;
    out.insurance = figure->insurance;
    out.payer = figure->payer;
    out.group = figure->group;
    out.from_period = figure->from;
    out.to_period = figure->to;
    out.rate = figure->rate;
    out.round_to = figure->round_to;
    out.age_from = figure->age_from;
    out.age_to = figure->age_to;
    out.step = figure->step;
    out.amount_fen = figure->amount_fen;
    out.floor_fen = figure->floor_fen;
    out.ceiling_fen = figure->ceiling_fen;
    if (!row) return out;
    out.number = row->number;
    out.mark = row->mark;
    out.remark = row->remark;
    out.revision = row->revision;
    return out;
}
