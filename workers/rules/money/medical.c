/* Medical account credit; see medical.h. */
#include "workers/rules/money/medical.h"

#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/money/money.h"

status medical_credit(const param_set *set, int32_t period, int32_t birth, int32_t person_state,
                      int64_t base_fen, int64_t pension_fen, int64_t *out_fen) {
    if (!period_valid(period)) return E_PERIOD;
    if (!date_valid(birth)) return E_DATE;
    const param *row;
    int32_t age = date_age(birth, period_first_day(period));
    status s = params_credit(set, person_state, age, period, &row);
    if (s != OK) return s;
    if (row->payer == CREDIT_FIXED) {
        *out_fen = row->amount_fen;
        return OK;
    }
    int64_t basis_fen = row->payer == CREDIT_OF_PENSION ? pension_fen : base_fen;
    return money_share(basis_fen, row->rate, MONEY_RATE_ONE, out_fen);
}
