/* A person-month as one wide row, and totals of many; see month.h. */
#include "workers/rules/money/month.h"

#include "workers/rules/money/contribution.h"
#include "workers/rules/money/money.h"

#define FORM_RURAL_CONTRACT 3 /* AAC013 农民合同制 */

/* Insurances that somebody may have at all under these terms. */
static bool month_set_known(const month_plan *plan, uint32_t set) {
    uint32_t allowed = 0;
    for (unsigned slot = 0; slot < SLOTS; slot++)
        if (!plan->terms.flexible || insurance_payable(slot, PAYER_FLEX))
            allowed |= INSURANCE_BIT(slot);
    return set != 0 && (set & ~allowed) == 0;
}

/* The base of a flexible person's tier; medical is not tiered, its one base is stored as group 0.
 */
static status month_tier(const month_plan *plan, const month_person *person, unsigned slot,
                         month_line *line) {
    int32_t percent = slot == SLOT_PENSION ? person->tier_percent : 0, period = plan->terms.period;
    const param *row;
    status s = params_tier(plan->set, insurance_code(slot), percent, period, &row);
    if (s != OK) return s;
    line->base_fen[slot] = row->amount_fen;
    line->provisional |= params_provisional(row, period);
    return OK;
}

/* Base of one insurance: the wage between the limits, or the tier's; OK or a warning. */
static status month_base(const month_plan *plan, const month_person *person, unsigned slot,
                         month_line *line) {
    if (slot == SLOT_LARGE_MEDICAL) /* a fixed sum has no base */
        return OK;
    if (plan->terms.flexible) return month_tier(plan, person, slot, line);
    const month_limit *limit = &plan->limit[slot];
    if (limit->found != OK) return limit->found;
    line->provisional |= limit->provisional;
    return base_clamp(person->wage_fen, limit->floor_fen, limit->ceiling_fen,
                      &line->base_fen[slot]);
}

/* What one payer owes for one insurance; a figure left all zero by the plan owes nothing. */
static status month_amount(const month_figure *figure, int64_t base_fen, int64_t *out_fen) {
    int64_t by_rate, fixed;
    if (figure->found != OK) return figure->found;
    status s =
        contribution_amount(base_fen, figure->rate, figure->remains, figure->round_to, &by_rate);
    if (s == OK) s = money_share(figure->amount_fen, figure->remains, MONEY_RATE_ONE, &fixed);
    if (s != OK) return s;
    *out_fen = by_rate;
    return money_add(out_fen, fixed);
}

/* 失业保险条例 art. 6: rural-contract workers pay no unemployment premium themselves. */
static bool month_exempt(const month_person *person, unsigned slot) {
    return slot == SLOT_UNEMPLOYMENT && person->employment_form == FORM_RURAL_CONTRACT;
}

static status month_slot(const month_plan *plan, const month_person *person, unsigned slot,
                         month_line *line) {
    status base = month_base(plan, person, slot, line);
    if (base != OK && base != W_CLAMPED_LOW && base != W_CLAMPED_HIGH) return base;
    if (line->warning == OK) line->warning = base;
    status code = month_amount(&plan->unit[slot], line->base_fen[slot], &line->unit_fen[slot]);
    if (code == OK && !month_exempt(person, slot))
        code = month_amount(&plan->person[slot], line->base_fen[slot], &line->person_fen[slot]);
    if (code == OK) code = money_add(&line->unit_total_fen, line->unit_fen[slot]);
    if (code == OK) code = money_add(&line->person_total_fen, line->person_fen[slot]);
    return code;
}

/* 社会保险法 art. 12: the employee's own part goes to the account whole; of a flexible person's fee
 * the account share does. */
static status month_account(const month_plan *plan, month_line *line) {
    int64_t paid = line->person_fen[SLOT_PENSION], to_pool;
    line->pension_account_fen = paid;
    if (!plan->terms.flexible || paid == 0) return OK;
    if (plan->account_found != OK) return plan->account_found;
    return contribution_split(paid, line->base_fen[SLOT_PENSION], plan->account_rate,
                              &line->pension_account_fen, &to_pool);
}

status month_plan_line(const month_plan *plan, const month_person *person, month_line *out) {
    month_line line = {.warning = OK};
    if (!month_set_known(plan, person->insurances)) return E_INSURANCE_SET;
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        if (!(person->insurances & INSURANCE_BIT(slot))) continue;
        status code = month_slot(plan, person, slot, &line);
        if (code != OK) return code;
    }
    status code = month_account(plan, &line);
    if (code == OK) *out = line;
    return code;
}

status month_compute(const param_set *set, const month_input *in, month_line *out) {
    month_plan plan;
    status code = month_plan_make(set, &in->terms, &plan);
    return code == OK ? month_plan_line(&plan, &in->person, out) : code;
}

status month_total_merge(month_total *total, const month_total *piece) {
    bool over = __builtin_add_overflow(total->n_persons, piece->n_persons, &total->n_persons);
    over |= __builtin_add_overflow(total->n_clamped, piece->n_clamped, &total->n_clamped);
    over |= __builtin_add_overflow(total->wage_fen, piece->wage_fen, &total->wage_fen);
    for (unsigned i = 0; i < SLOTS; i++) {
        over |= __builtin_add_overflow(total->unit_fen[i], piece->unit_fen[i], &total->unit_fen[i]);
        over |= __builtin_add_overflow(total->person_fen[i], piece->person_fen[i],
                                       &total->person_fen[i]);
    }
    over |= __builtin_add_overflow(total->unit_total_fen, piece->unit_total_fen,
                                   &total->unit_total_fen);
    over |= __builtin_add_overflow(total->person_total_fen, piece->person_total_fen,
                                   &total->person_total_fen);
    return over ? E_OVERFLOW : OK;
}

status month_total_add(month_total *total, const month_person *person, const month_line *line) {
    month_total piece = {.n_persons = 1,
                         .n_clamped = line->warning != OK,
                         .wage_fen = person->wage_fen,
                         .unit_total_fen = line->unit_total_fen,
                         .person_total_fen = line->person_total_fen};
    for (unsigned i = 0; i < SLOTS; i++) {
        piece.unit_fen[i] = line->unit_fen[i];
        piece.person_fen[i] = line->person_fen[i];
    }
    return month_total_merge(total, &piece);
}
