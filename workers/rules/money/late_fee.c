/* Late fee; see late_fee.h. The two rates and the day between them are law, not parameters. */
#include "workers/rules/money/late_fee.h"

#include "workers/rules/calendar/date.h"
#include "workers/rules/money/money.h"

#define LATE_FEE_NEW_FROM 20110701 /* 社会保险法 art. 98: in force */
#define LATE_FEE_OLD_RATE 200 /* 社会保险费征缴暂行条例 art. 13: 2 per mille a day */
#define LATE_FEE_NEW_RATE 50  /* 社会保险法 art. 86: 5 per ten thousand a day */

static int32_t late_fee_later(int32_t a, int32_t b) {
    return a > b ? a : b;
}

status late_fee_compute(int64_t principal_fen, int32_t due, int32_t paid, late_fee_cap cap,
                        late_fee *out) {
    if (!date_valid(due) || !date_valid(paid)) return E_DATE;
    int32_t first = date_days(due) + 1;                       /* first day that costs */
    int32_t end = late_fee_later(date_days(paid) + 1, first); /* day behind the last */
    int32_t new_from = date_days(LATE_FEE_NEW_FROM);
    int32_t from = late_fee_later(first, new_from); /* first day at the new rate */
    late_fee fee = {.days_new = late_fee_later(end - from, 0)};
    fee.days_old = end - first - fee.days_new;
    int64_t weight = (int64_t) fee.days_old * LATE_FEE_OLD_RATE + fee.days_new * LATE_FEE_NEW_RATE;
    status s = money_share(principal_fen, weight, MONEY_RATE_ONE, &fee.fee_fen);
    if (s != OK) return s;
    if (cap == LATE_FEE_CAP_PRINCIPAL && fee.fee_fen > principal_fen) fee.fee_fen = principal_fen;
    *out = fee;
    return OK;
}
