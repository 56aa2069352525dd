/* Checks and comparison of proposed figures; see proposal.h. */
#include "workers/rules/proposal.h"

#include <string.h>

#include "workers/rules/calendar/period.h"
#include "workers/rules/money/money.h"

/* ---- one figure ----------------------------------------------------------------------------- */

enum column {
    INSURANCE = 1,
    PAYER = 2,
    GROUP = 4,
    RATE = 8,
    ROUNDING = 16,
    AGES = 32,
    STEP = 64,
    AMOUNT = 128,
    LIMITS = 256
};

/* The columns that a kind uses, as params.h says; `needs`: those that may not be 0. */
static const struct {
    unsigned uses, needs;
} columns[PARAM_KINDS] = {[PARAM_LIMIT] = {INSURANCE | GROUP | AMOUNT | LIMITS, LIMITS},
                          [PARAM_RATE] = {INSURANCE | PAYER | RATE | ROUNDING, 0},
                          [PARAM_ACCOUNT] = {INSURANCE | RATE, 0},
                          [PARAM_RELIEF] = {INSURANCE | PAYER | GROUP | RATE, 0},
                          [PARAM_INJURY] = {GROUP | RATE, GROUP},
                          [PARAM_FLOAT] = {GROUP | RATE, GROUP | RATE},
                          [PARAM_FIXED] = {INSURANCE | PAYER | AMOUNT, AMOUNT},
                          [PARAM_TIER] = {INSURANCE | GROUP | AMOUNT, AMOUNT},
                          [PARAM_INTEREST] = {INSURANCE | RATE, 0},
                          [PARAM_CREDIT] = {PAYER | GROUP | RATE | AGES | AMOUNT, 0},
                          [PARAM_RETIREMENT] = {GROUP | AGES | STEP, GROUP},
                          [PARAM_GRADE] = {GROUP | RATE, GROUP},
                          [PARAM_LOGIN] = {GROUP | RATE, GROUP},
                          [PARAM_APPOINTMENT] = {GROUP | STEP, GROUP},
                          [PARAM_SERVICE] = {GROUP | STEP, GROUP | STEP},
                          [PARAM_TERM] = {GROUP | STEP, GROUP}};

/* The figure that is looked at, and whether something was wrong with it. */
typedef struct checking {
    const proposal *p;
    proposal_told *tell;
    void *self;
    proposal_fault at;
    bool faulty;
} checking;

static void tell(checking *c, status code, const char *field, const char *reason) {
    c->faulty = true;
    c->at.why = (verdict){code, field, reason};
    c->tell(c->self, c->at);
}

static void check_used(checking *c, unsigned column, const char *field, int64_t value) {
    if (!(columns[c->p->kind].uses & column)) {
        if (value) tell(c, E_RANGE, field, "not_of_kind");
    } else if ((columns[c->p->kind].needs & column) && !value) {
        tell(c, E_REQUIRED, field, NULL);
    }
}

static void check_columns(checking *c, const param *row) {
    unsigned uses = columns[c->p->kind].uses;
    if (uses & INSURANCE && insurance_slot(row->insurance) < 0)
        tell(c, E_CODE_VALUE, "insurance", NULL);
    if (uses & PAYER && (row->payer < PAYER_UNIT || row->payer > PAYER_FLEX))
        tell(c, E_CODE_VALUE, "payer", NULL);
    check_used(c, INSURANCE, "insurance", row->insurance);
    check_used(c, PAYER, "payer", row->payer);
    check_used(c, GROUP, "group", row->group);
    check_used(c, RATE, "rate", row->rate);
    check_used(c, ROUNDING, "round_to", row->round_to);
    check_used(c, AGES, "age_from", row->age_from);
    check_used(c, AGES, "age_to", row->age_to);
    check_used(c, STEP, "step", row->step);
    check_used(c, AMOUNT, "amount_fen", row->amount_fen);
    check_used(c, LIMITS, "floor_fen", row->floor_fen);
    check_used(c, LIMITS, "ceiling_fen", row->ceiling_fen);
}

static void check_months(checking *c, const param *row) {
    if (!period_valid(row->from)) tell(c, E_PERIOD, "from_period", NULL);
    if (row->to && !period_valid(row->to)) tell(c, E_PERIOD, "to_period", NULL);
    if (c->faulty) return;
    if (row->to && row->to <= row->from) tell(c, E_RANGE, "to_period", "ends_before_start");
    bool year = period_month(row->from) == 1 && row->to == period_add(row->from, 12);
    if (row->kind == PARAM_INTEREST && !year) tell(c, E_RANGE, "to_period", "whole_year");
}

static void check_figures(checking *c, const param *row) {
    if (row->rate > MONEY_RATE_ONE && row->kind != PARAM_FLOAT)
        tell(c, E_RANGE, "rate", "rate_over_all");
    if (row->kind == PARAM_LOGIN && row->rate && row->rate != MONEY_RATE_ONE)
        tell(c, E_RANGE, "rate", "all_or_none");
    if (row->round_to != 0 && row->round_to != 1 && row->round_to != 10 && row->round_to != 100)
        tell(c, E_RANGE, "round_to", "rounding");
    if (row->kind == PARAM_TIER && (row->group < 0 || row->group > TIER_PERCENT_MAX))
        tell(c, E_RANGE, "group", NULL);
    if (row->floor_fen > row->ceiling_fen) tell(c, E_RANGE, "floor_fen", "floor_over_ceiling");
    bool none = row->kind == PARAM_CREDIT && row->age_from >= row->age_to;
    if (none || row->age_from > row->age_to) tell(c, E_RANGE, "age_to", "ages");
}

static bool check_one(checking *c, size_t index, const param *row) {
    c->at = (proposal_fault){.index = index};
    c->faulty = false;
    check_months(c, row);
    check_columns(c, row);
    check_figures(c, row);
    return !c->faulty;
}

/* ---- figures beside each other -------------------------------------------------------------- */

static bool overlap(const param *a, const param *b) {
    return (!a->to || b->from < a->to) && (!b->to || a->from < b->to);
}

/* Two figures of one class for one age at one time. */
static bool ages_meet(const param *a, const param *b) {
    return a->kind == PARAM_CREDIT && a->group == b->group && a->age_from != b->age_from &&
           a->age_from < b->age_to && b->age_from < a->age_to && overlap(a, b);
}

/* A row that holds already and begins within the new one would go on in its middle; one that began
 * before is followed, one that begins with it is corrected. */
static bool breaks_into(const param *old, const param *new) {
    return params_series(old, new) && old->from > new->from && (!new->to || old->from < new->to);
}

static void check_beside(checking *c, const param *row) {
    const proposal *p = c->p;
    bool months = false, ages = false;
    for (size_t i = 0; i < c->at.index; i++) {
        months |= params_series(&p->added[i], row) && overlap(&p->added[i], row);
        ages |= ages_meet(&p->added[i], row);
    }
    for (size_t i = 0; i < p->n_now; i++) {
        if (p->retired[i]) continue;
        months |= breaks_into(&p->now[i], row);
        ages |= ages_meet(&p->now[i], row);
    }
    if (months) tell(c, E_DUP_ROW, "from_period", "months_overlap");
    if (ages) tell(c, E_DUP_ROW, "age_from", "ages_overlap");
}

/* ---- months without a figure ---------------------------------------------------------------- */

static bool covered(const param *row, size_t n, const param *series, int32_t period) {
    for (size_t i = 0; i < n; i++)
        if (params_series(&row[i], series) && period_within(period, row[i].from, row[i].to))
            return true;
    return false;
}

static bool goes_on_before(const param *row, size_t n, const param *series, int32_t period) {
    for (size_t i = 0; i < n; i++)
        if (params_series(&row[i], series) && row[i].from < period) return true;
    return false;
}

static bool goes_on_after(const param *row, size_t n, const param *series, int32_t period) {
    for (size_t i = 0; i < n; i++)
        if (params_series(&row[i], series) && row[i].from > period) return true;
    return false;
}

/* Whether a month lies in a hole of the series. */
static bool in_hole(const param *next, size_t n, const param *series, int32_t period) {
    return !covered(next, n, series, period) && goes_on_before(next, n, series, period) &&
           goes_on_after(next, n, series, period);
}

/* Whether the proposal makes a hole that was none before, beginning or ending with this month. */
static bool makes_hole(const proposal *p, const param *next, size_t n, const param *series,
                       int32_t period) {
    return in_hole(next, n, series, period) && !in_hole(p->now, p->n_now, series, period);
}

/* The column by which an added figure leaves months out beside it; NULL: by none. */
static const char *hole_beside(const proposal *p, const param *next, size_t n, const param *row) {
    if (makes_hole(p, next, n, row, period_add(row->from, -1))) return "from_period";
    return row->to && makes_hole(p, next, n, row, row->to) ? "to_period" : NULL;
}

static void check_holes_beside(checking *c, const param *next, size_t n) {
    for (size_t i = 0; i < c->p->n_added; i++) {
        const char *field = hole_beside(c->p, next, n, &c->p->added[i]);
        c->at = (proposal_fault){.index = i};
        if (field) tell(c, E_RANGE, field, "months_missing");
    }
}

/* The first month after `period` with which a figure of the series begins or ends; 0: none. */
static int32_t next_edge(const param *row, size_t n, const param *series, int32_t period) {
    int32_t edge = 0;
    for (size_t i = 0; i < n; i++) {
        if (!params_series(&row[i], series)) continue;
        const int32_t at[] = {row[i].from, row[i].to};
        for (int k = 0; k < 2; k++)
            if (at[k] > period && (!edge || at[k] < edge)) edge = at[k];
    }
    return edge;
}

/* Whether any month of the figure has none any more; what covers it changes at edges only. */
static bool leaves_hole(const param *next, size_t n, const param *row) {
    for (int32_t at = row->from; at; at = next_edge(next, n, row, at)) {
        if (!period_within(at, row->from, row->to)) return false;
        if (!covered(next, n, row, at)) return true;
    }
    return false;
}

/* Whether the hole of a series was told of a figure that was added. */
static bool is_told(const proposal *p, const param *next, size_t n, const param *series) {
    for (size_t i = 0; i < p->n_added; i++)
        if (params_series(&p->added[i], series) && hole_beside(p, next, n, &p->added[i]))
            return true;
    return false;
}

/* Every month of what is taken back has another figure, the first and the last as well. */
static void check_holes_left(checking *c, const param *next, size_t n) {
    for (size_t i = 0; i < c->p->n_now; i++) {
        const param *row = &c->p->now[i];
        c->at = (proposal_fault){.retired = true, .index = i};
        if (c->p->retired[i] && leaves_hole(next, n, row) && !is_told(c->p, next, n, row))
            tell(c, E_RANGE, "number", "months_missing");
    }
}

/* Reliefs are exceptions, so that months without one are none that are missing. */
static void check_holes(checking *c, const param *next, size_t n) {
    if (c->p->holes_known || c->p->kind == PARAM_RELIEF) return;
    check_holes_beside(c, next, n);
    check_holes_left(c, next, n);
}

/* ---- tiers ---------------------------------------------------------------------------------- */

/* The tiers of an insurance that hold in a month: row numbers by per cent, -1 where there is none.
 */
typedef struct ladder {
    int at[TIER_PERCENT_MAX + 1];
} ladder;

static void climb(const param *next, size_t n, int32_t insurance, int32_t period, ladder *out) {
    memset(out->at, -1, sizeof out->at);
    for (size_t i = 0; i < n; i++) {
        const param *row = &next[i];
        if (row->insurance != insurance || !period_within(period, row->from, row->to)) continue;
        int *own = &out->at[row->group];
        if (*own < 0 || row->from >= next[*own].from) *own = (int) i;
    }
}

/* A higher tier has a higher base; the one base without a tier, group 0, stands beside them. Marks
 * the later in the list of each two that do not. */
static void mark_steps(const param *next, const ladder *of, bool *wrong) {
    int below = -1;
    for (int percent = 1; percent <= TIER_PERCENT_MAX; percent++) {
        int own = of->at[percent];
        if (own < 0) continue;
        if (below >= 0 && next[own].amount_fen <= next[below].amount_fen)
            wrong[own > below ? own : below] = true;
        below = own;
    }
}

/* The steps in every month with which a tier of the proposal's insurances begins or ends; what was
 * wrong before stays nobody's fault. */
static void check_order(checking *c, const param *next, size_t n) {
    size_t first = n - c->p->n_added;
    bool wrong[PROPOSAL_FIGURES_MAX] = {false};
    ladder of;
    if (n > PROPOSAL_FIGURES_MAX) return tell(c, E_TOO_LARGE, "figure", NULL);
    for (size_t i = 0; i < n; i++) {
        const int32_t edge[] = {next[i].from, next[i].to};
        for (int k = 0; k < 2; k++) {
            if (!edge[k]) continue;
            climb(next, n, next[i].insurance, edge[k], &of);
            mark_steps(next, &of, wrong);
        }
    }
    for (size_t i = first; i < n; i++) {
        c->at = (proposal_fault){.index = i - first};
        if (wrong[i]) tell(c, E_RANGE, "amount_fen", "tiers_order");
    }
}

size_t proposal_check(const proposal *p, proposal_told *told, void *self, param *next) {
    checking c = {.p = p, .tell = told, .self = self};
    bool sound = true;
    size_t n = 0;
    for (size_t i = 0; i < p->n_now; i++)
        if (!p->retired[i]) next[n++] = p->now[i];
    for (size_t i = 0; i < p->n_added; i++) {
        bool good = check_one(&c, i, &p->added[i]);
        if (good) check_beside(&c, &p->added[i]);
        sound = sound && good;
        next[n++] = p->added[i];
    }
    if (sound && p->kind == PARAM_TIER) check_order(&c, next, n);
    if (sound) check_holes(&c, next, n);
    return n;
}

/* ---- what would change ---------------------------------------------------------------------- */

/* The figure of the series that holds: the one with the latest start, of equal ones the last. */
static const param *holder(const param *row, size_t n, const param *series, int32_t period) {
    const param *best = NULL;
    for (size_t i = 0; i < n; i++)
        if (params_series(&row[i], series) && period_within(period, row[i].from, row[i].to) &&
            (!best || row[i].from >= best->from))
            best = &row[i];
    return best;
}

static bool alike(const param *a, const param *b) {
    if (!a || !b) return a == b;
    return a->rate == b->rate && a->round_to == b->round_to && a->payer == b->payer &&
           a->age_to == b->age_to && a->step == b->step && a->amount_fen == b->amount_fen &&
           a->floor_fen == b->floor_fen && a->ceiling_fen == b->ceiling_fen;
}

static int32_t nearer(int32_t a, int32_t b) {
    if (!a || !b) return a + b;
    return a < b ? a : b;
}

/* The changes found so far; those of the series at hand begin with `first`. */
typedef struct found {
    proposal_change *out;
    size_t n, most, first;
} found;

static void add_change(found *f, proposal_change change) {
    proposal_change *last = f->n > f->first && f->n <= f->most ? &f->out[f->n - 1] : NULL;
    bool goes_on = last && last->to == change.from && alike(last->before, change.before) &&
                   alike(last->after, change.after);
    if (goes_on) {
        last->to = change.to;
        return;
    }
    if (f->n < f->most) f->out[f->n] = change;
    f->n++;
}

static void compare(const proposal *p, const param *next, size_t n, const param *series, found *f) {
    f->first = f->n;
    int32_t at = nearer(next_edge(p->now, p->n_now, series, 0), next_edge(next, n, series, 0));
    while (at) {
        int32_t to =
            nearer(next_edge(p->now, p->n_now, series, at), next_edge(next, n, series, at));
        const param *before = holder(p->now, p->n_now, series, at),
                    *after = holder(next, n, series, at);
        if (!alike(before, after)) add_change(f, (proposal_change){at, to, before, after});
        at = to;
    }
}

/* Whether a series was compared for an earlier figure of the proposal. */
static bool compared(const proposal *p, const param *row, size_t n_added, size_t n_now) {
    for (size_t i = 0; i < n_added; i++)
        if (params_series(&p->added[i], row)) return true;
    for (size_t i = 0; i < n_now; i++)
        if (p->retired[i] && params_series(&p->now[i], row)) return true;
    return false;
}

size_t proposal_changes(const proposal *p, const param *next, size_t n_next, proposal_change *out,
                        size_t most) {
    found f = {out, 0, most, 0};
    for (size_t i = 0; i < p->n_added; i++)
        if (!compared(p, &p->added[i], i, 0)) compare(p, next, n_next, &p->added[i], &f);
    for (size_t i = 0; i < p->n_now; i++)
        if (p->retired[i] && !compared(p, &p->now[i], p->n_added, i))
            compare(p, next, n_next, &p->now[i], &f);
    return f.n;
}

bool proposal_charges(param_kind kind) {
    return kind == PARAM_LIMIT || kind == PARAM_RATE || kind == PARAM_RELIEF ||
           kind == PARAM_INJURY || kind == PARAM_FLOAT || kind == PARAM_FIXED || kind == PARAM_TIER;
}
