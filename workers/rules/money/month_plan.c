/* The figures of a month, looked up once for many persons; see month.h. */
#include "workers/rules/calendar/period.h"
#include "workers/rules/money/money.h"
#include "workers/rules/money/month.h"

static bool month_fixed(unsigned slot) {
    return slot == SLOT_LARGE_MEDICAL;
}

/* The rate of a payer, or the fixed sum, and what a relief leaves of it. */
static month_figure month_figure_of(const param_set *set, const month_terms *terms, unsigned slot,
                                    payer who) {
    int32_t insurance = insurance_code(slot);
    month_figure figure = {
        .remains = params_relief(set, insurance, who, terms->unit_class, terms->period)};
    if (month_fixed(slot)) {
        figure.found = params_fixed(set, insurance, who, terms->period, &figure.amount_fen);
        return figure;
    }
    const param *row;
    figure.found = params_rate(set, insurance, who, terms->period, &row);
    if (figure.found == OK) {
        figure.rate = row->rate;
        figure.round_to = row->round_to;
    }
    return figure;
}

/* The unit's injury rate is not the city's but that of its class and float. */
static month_figure month_injury(const param_set *set, const month_terms *terms) {
    month_figure figure = {.remains = params_relief(set, INSURANCE_INJURY, PAYER_UNIT,
                                                    terms->unit_class, terms->period)};
    figure.found =
        params_injury(set, terms->injury_class, terms->injury_factor, terms->period, &figure.rate);
    return figure;
}

static month_limit month_limit_of(const param_set *set, const month_terms *terms, unsigned slot) {
    month_limit limit = {.found = OK};
    if (month_fixed(slot)) return limit;
    const param *row;
    limit.found = params_limit(set, insurance_code(slot), terms->area, terms->period, &row);
    if (limit.found == OK) {
        limit.floor_fen = row->floor_fen;
        limit.ceiling_fen = row->ceiling_fen;
        limit.provisional = params_provisional(row, terms->period);
    }
    return limit;
}

status month_plan_make(const param_set *set, const month_terms *terms, month_plan *out) {
    if (!period_valid(terms->period)) return E_PERIOD;
    *out = (month_plan){.set = set, .terms = *terms};
    payer own = terms->flexible ? PAYER_FLEX : PAYER_PERSON;
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        out->limit[slot] = month_limit_of(set, terms, slot);
        if (insurance_payable(slot, own))
            out->person[slot] = month_figure_of(set, terms, slot, own);
        if (!terms->flexible && insurance_payable(slot, PAYER_UNIT))
            out->unit[slot] = slot == SLOT_INJURY ? month_injury(set, terms)
                                                  : month_figure_of(set, terms, slot, PAYER_UNIT);
    }
    out->account_found = params_account(set, INSURANCE_PENSION, terms->period, &out->account_rate);
    return OK;
}
