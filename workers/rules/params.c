/* Look-ups in dated rows; see params.h. */
#include "workers/rules/params.h"

#include "workers/rules/calendar/period.h"
#include "workers/rules/money/money.h"

enum { MONTHS_OF_YEAR = 12 };

/* Whether a row of the key's kind answers it. */
typedef bool params_match(const param *row, const param *key, int32_t period);

/* The matching row with the latest start; of equal ones the last in the set. */
static status params_pick(const param_set *set, params_match *match, const param *key,
                          int32_t period, const param **out) {
    const param *best = NULL;
    param_span span = set->span ? set->span[key->kind] : (param_span){0, set->n};
    for (const param *row = set->row + span.first; row < set->row + span.end; row++)
        if (row->kind == key->kind && match(row, key, period) && (!best || row->from >= best->from))
            best = row;
    if (!best) return E_PARAM_MISSING;
    *out = best;
    return OK;
}

void params_spans(const param *row, size_t n, param_span out[PARAM_KINDS]) {
    for (size_t kind = 0; kind < PARAM_KINDS; kind++) out[kind] = (param_span){0, 0};
    for (size_t i = 0; i < n; i++) {
        param_span *span = &out[row[i].kind];
        if (!span->end) span->first = i;
        span->end = i + 1;
    }
}

static bool params_same(const param *row, const param *key) {
    return row->insurance == key->insurance && row->payer == key->payer && row->group == key->group;
}

bool params_series(const param *a, const param *b) {
    bool floats = a->kind != PARAM_FLOAT || a->rate == b->rate;
    bool paid = a->kind == PARAM_CREDIT || a->payer == b->payer;
    bool ages = a->kind != PARAM_CREDIT || a->age_from == b->age_from;
    return a->kind == b->kind && a->insurance == b->insurance && paid && a->group == b->group &&
           ages && floats;
}

static bool params_holds(const param *row, const param *key, int32_t period) {
    return params_same(row, key) && period_within(period, row->from, row->to);
}

static bool params_holds_rate(const param *row, const param *key, int32_t period) {
    return params_holds(row, key, period) && row->rate == key->rate;
}

static bool params_past(const param *row, const param *key, int32_t period) {
    return params_same(row, key) && row->from <= period;
}

static bool params_holds_age(const param *row, const param *key, int32_t period) {
    return row->group == key->group && row->age_from <= key->age_from &&
           key->age_from < row->age_to && period_within(period, row->from, row->to);
}

status params_find(const param_set *set, const param *key, int32_t period, const param **out) {
    return params_pick(set, params_holds, key, period, out);
}

bool params_provisional(const param *row, int32_t period) {
    bool yearly = row->kind == PARAM_LIMIT || row->kind == PARAM_TIER;
    return yearly && row->to == 0 && period_diff(row->from, period) >= MONTHS_OF_YEAR;
}

status params_limit(const param_set *set, int32_t insurance, int32_t area, int32_t period,
                    const param **out) {
    param key = {.kind = PARAM_LIMIT, .insurance = insurance, .group = area};
    return params_find(set, &key, period, out);
}

status params_rate(const param_set *set, int32_t insurance, payer who, int32_t period,
                   const param **out) {
    param key = {.kind = PARAM_RATE, .insurance = insurance, .payer = (int32_t) who};
    return params_find(set, &key, period, out);
}

status params_account(const param_set *set, int32_t insurance, int32_t period, int32_t *out_rate) {
    param key = {.kind = PARAM_ACCOUNT, .insurance = insurance};
    const param *row;
    status code = params_find(set, &key, period, &row);
    if (code == OK) *out_rate = row->rate;
    return code;
}

/* Amount of the row a key finds. */
static status params_amount(const param_set *set, const param *key, int32_t period,
                            int64_t *out_fen) {
    const param *row;
    status code = params_find(set, key, period, &row);
    if (code == OK) *out_fen = row->amount_fen;
    return code;
}

status params_fixed(const param_set *set, int32_t insurance, payer who, int32_t period,
                    int64_t *out_fen) {
    param key = {.kind = PARAM_FIXED, .insurance = insurance, .payer = (int32_t) who};
    return params_amount(set, &key, period, out_fen);
}

status params_tier(const param_set *set, int32_t insurance, int32_t percent, int32_t period,
                   const param **out) {
    param key = {.kind = PARAM_TIER, .insurance = insurance, .group = percent};
    return params_find(set, &key, period, out);
}

int32_t params_relief(const param_set *set, int32_t insurance, payer who, int32_t unit_class,
                      int32_t period) {
    param key = {
        .kind = PARAM_RELIEF, .insurance = insurance, .payer = (int32_t) who, .group = unit_class};
    const param *row;
    return params_find(set, &key, period, &row) == OK ? row->rate : MONEY_RATE_ONE;
}

status params_injury(const param_set *set, int32_t injury_class, int32_t factor, int32_t period,
                     int32_t *out_rate) {
    param base = {.kind = PARAM_INJURY, .group = injury_class};
    param allowed = {.kind = PARAM_FLOAT, .group = injury_class, .rate = factor};
    const param *row, *unused;
    status code = params_find(set, &base, period, &row);
    if (code == OK && factor != MONEY_RATE_ONE)
        code = params_pick(set, params_holds_rate, &allowed, period, &unused);
    if (code != OK) return code;
    int64_t rate;
    code = money_share(row->rate, factor, MONEY_RATE_ONE, &rate);
    if (code == OK) *out_rate = (int32_t) rate;
    return code;
}

status params_interest(const param_set *set, int32_t insurance, int32_t year, int32_t *out_rate,
                       bool *provisional) {
    param key = {.kind = PARAM_INTEREST, .insurance = insurance};
    const param *row;
    int32_t january = year * 100 + 1;
    bool announced = params_find(set, &key, january, &row) == OK;
    if (!announced && params_pick(set, params_past, &key, january, &row) != OK)
        return E_PARAM_MISSING;
    *out_rate = row->rate;
    *provisional = !announced;
    return OK;
}

status params_credit(const param_set *set, int32_t person_state, int32_t age, int32_t period,
                     const param **out) {
    param key = {.kind = PARAM_CREDIT, .group = person_state, .age_from = age};
    return params_pick(set, params_holds_age, &key, period, out);
}

/* Whether the columns insurance and payer of a kind are used as the table in params.h says. */
static bool params_shape(const param *row) {
    static const struct {
        bool insurance, payer;
    } shape[PARAM_KINDS] = {
        [PARAM_LIMIT] = {true, false},       [PARAM_RATE] = {true, true},
        [PARAM_ACCOUNT] = {true, false},     [PARAM_RELIEF] = {true, true},
        [PARAM_INJURY] = {false, false},     [PARAM_FLOAT] = {false, false},
        [PARAM_FIXED] = {true, true},        [PARAM_TIER] = {true, false},
        [PARAM_INTEREST] = {true, false},    [PARAM_CREDIT] = {false, true},
        [PARAM_RETIREMENT] = {false, false}, [PARAM_GRADE] = {false, false},
        [PARAM_LOGIN] = {false, false},      [PARAM_APPOINTMENT] = {false, false},
        [PARAM_SERVICE] = {false, false},    [PARAM_TERM] = {false, false}};
    if (row->kind < PARAM_LIMIT || row->kind >= PARAM_KINDS) return false;
    bool insurance = insurance_slot(row->insurance) >= 0;
    bool payable = row->payer >= PAYER_UNIT && row->payer <= PAYER_FLEX;
    return insurance == shape[row->kind].insurance && (insurance || row->insurance == 0) &&
           payable == shape[row->kind].payer && (payable || row->payer == 0);
}

static bool params_span(const param *row) {
    return period_valid(row->from) &&
           (row->to == 0 || (period_valid(row->to) && row->from < row->to));
}

status params_check(const param *row) {
    if (!params_shape(row)) return E_CODE_VALUE;
    if (!params_span(row)) return E_PERIOD;
    const int64_t figure[] = {row->group, row->rate,       row->age_from,  row->age_to,
                              row->step,  row->amount_fen, row->floor_fen, row->ceiling_fen};
    for (size_t i = 0; i < sizeof figure / sizeof figure[0]; i++)
        if (figure[i] < 0) return E_RANGE;
    int32_t unit = row->round_to;
    bool rounds = unit == 0 || unit == 1 || unit == 10 || unit == 100;
    return rounds && row->floor_fen <= row->ceiling_fen ? OK : E_RANGE;
}
