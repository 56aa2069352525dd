/* Account interest; see interest.h. */
#include "workers/rules/money/interest.h"

#include "workers/rules/money/money.h"

#define MONTHS 12
#define ESTIMATE_HALF 2000 /* 1.083 / 2 = 1083 / 2000 */
#define ESTIMATE_NUMERATOR 1083

status interest_year(int64_t opening_fen, const int64_t credit_fen[12], int32_t rate,
                     int64_t *out_interest_fen) {
    int64_t products; /* fen x months; overflow is noted and judged once, behind the loop */
    bool over = __builtin_mul_overflow(opening_fen, (int64_t) MONTHS, &products);
    bool negative = opening_fen < 0;
    for (int month = 1; month <= MONTHS; month++) {
        int64_t product;
        negative |= credit_fen[month - 1] < 0;
        over |= __builtin_mul_overflow(credit_fen[month - 1], (int64_t) (13 - month), &product);
        over |= __builtin_add_overflow(products, product, &products);
    }
    if (negative) return E_RANGE;
    if (over) return E_OVERFLOW;
    return money_share(products, rate, (int64_t) MONTHS * MONEY_RATE_ONE, out_interest_fen);
}

status interest_estimate(int64_t opening_fen, int64_t credits_fen, int32_t rate,
                         int64_t *out_closing_fen) {
    int64_t weighted, credits, interest, closing = opening_fen;
    if (opening_fen < 0 || credits_fen < 0) return E_RANGE;
    bool over = __builtin_mul_overflow(opening_fen, (int64_t) ESTIMATE_HALF, &weighted);
    over |= __builtin_mul_overflow(credits_fen, (int64_t) ESTIMATE_NUMERATOR, &credits);
    over |= __builtin_add_overflow(weighted, credits, &weighted);
    if (over) return E_OVERFLOW;
    status s = money_share(weighted, rate, (int64_t) ESTIMATE_HALF * MONEY_RATE_ONE, &interest);
    if (s != OK) return s;
    over |= __builtin_add_overflow(closing, credits_fen, &closing);
    over |= __builtin_add_overflow(closing, interest, &closing);
    if (over) return E_OVERFLOW;
    *out_closing_fen = closing;
    return OK;
}

status interest_closing(int64_t opening_fen, const int64_t credit_fen[12], int64_t interest_fen,
                        int64_t *out_closing_fen) {
    int64_t closing;
    bool over = __builtin_add_overflow(opening_fen, interest_fen, &closing);
    for (int i = 0; i < MONTHS; i++)
        over |= __builtin_add_overflow(closing, credit_fen[i], &closing);
    if (over) return E_OVERFLOW;
    *out_closing_fen = closing;
    return OK;
}
