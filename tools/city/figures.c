/* figures: the first parameters of the demonstration, from a file, as approved proposals. */
#include <string.h>

#include "gen/collection/propose_parameters.h"
#include "gen/collection/rows.h"
#include "gen/collection/set_holidays.h"
#include "proto/runtime/changes.h"
#include "proto/runtime/handlers.h"
#include "tools/city/city.h"
#include "workers/engine/params.h"

/* One kind of the file. */
typedef struct portion {
    const params_book *book;
    param_kind kind;
} portion;

static Figure figure_shown(const param *row, const param_note *said) {
    Figure out = FIGURE_INIT;
    out.insurance = row->insurance;
    out.payer = row->payer;
    out.group = row->group;
    out.from_period = row->from;
    out.to_period = row->to;
    out.rate = row->rate;
    out.round_to = row->round_to;
    out.age_from = row->age_from;
    out.age_to = row->age_to;
    out.step = row->step;
    out.amount_fen = row->amount_fen;
    out.floor_fen = row->floor_fen;
    out.ceiling_fen = row->ceiling_fen;
    out.mark = lend(said->mark);
    out.remark = lend(said->source);
    return out;
}

size_t city_figures(const params_book *book, param_kind kind, Figure out[CITY_FIGURES],
                    Figure *list[CITY_FIGURES]) {
    size_t n = 0;
    for (size_t i = 0; i < book->set.n && n < CITY_FIGURES; i++) {
        if (book->set.row[i].kind != kind) continue;
        out[n] = figure_shown(&book->set.row[i], &book->note[i]);
        list[n] = &out[n];
        n++;
    }
    return n;
}

/* A kind that was set before is left alone, so that a second load changes nothing. */
static verdict adopt(void *self, const void *what, const context *ctx, view *rows, changes *out) {
    const portion *p = what;
    Figure figure[CITY_FIGURES], *list[CITY_FIGURES];
    (void) self;
    if (find_parameter_head(rows, (Collection__ParameterKind) p->kind)) return accept();
    ProposeParameters in = PROPOSE_PARAMETERS_INIT;
    in.kind = (Collection__ParameterKind) p->kind;
    in.legal_ref = lend("模拟数据");
    in.source = lend("deploy/params/wuhan.tsv");
    in.reason = lend("系统启用时的首批参数");
    in.holes_why = lend("未查明的月份没有参数；需要时返回“业务参数未配置”");
    in.figure = list;
    in.n_figure = city_figures(p->book, p->kind, figure, list);
    if (!in.n_figure) return accept();
    verdict v = collection_propose_parameters(ctx, rows, &in, out);
    return changes_at_fault(out) ? changes_settle(out, v) : v;
}

status city_parameters(loader *l, const params_book *book, int64_t at_us) {
    for (int kind = PARAM_LIMIT; kind < PARAM_KINDS; kind++) {
        portion p = {book, (param_kind) kind};
        status s = loader_add(l, adopt, NULL, &p, sizeof p, (uint32_t) kind, at_us);
        if (s != OK) return s;
    }
    return loader_flush(l);
}

enum { DAYS_MAX = 100 };

/* One year of the table. */
typedef struct days {
    const workday_table *table;
    int32_t year;
} days;

static verdict adopt_year(void *self, const void *what, const context *ctx, view *rows,
                          changes *out) {
    const days *d = what;
    HolidayDay day[DAYS_MAX], *list[DAYS_MAX];
    SetHolidays in = SET_HOLIDAYS_INIT;
    (void) self;
    if (find_holiday_year(rows, d->year)) return accept();
    in.year = d->year;
    in.legal_ref = lend("模拟数据");
    in.source = lend("deploy/params/holidays.tsv");
    in.reason = lend("系统启用时的节假日安排");
    in.provisional = d->year > d->table->announced_year;
    in.day = list;
    for (size_t i = 0; i < d->table->n && in.n_day < DAYS_MAX; i++) {
        if (d->table->exception[i].date / 10000 != d->year) continue;
        day[in.n_day] = (HolidayDay) HOLIDAY_DAY_INIT;
        day[in.n_day].date = d->table->exception[i].date;
        day[in.n_day].works = d->table->exception[i].works;
        list[in.n_day] = &day[in.n_day];
        in.n_day++;
    }
    verdict v = collection_set_holidays(ctx, rows, &in, out);
    return changes_at_fault(out) ? changes_settle(out, v) : v;
}

status city_holidays(loader *l, const workday_table *table, int64_t at_us) {
    for (int32_t year = table->first_year; year <= table->last_year; year++) {
        days d = {table, year};
        status s = loader_add(l, adopt_year, NULL, &d, sizeof d, (uint32_t) year, at_us);
        if (s != OK) return s;
    }
    return loader_flush(l);
}
