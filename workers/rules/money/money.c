/* Checked money; see money.h. */
#include "workers/rules/money/money.h"

__extension__ typedef __int128 wide; /* holds every product of two int64 */

status money_add(int64_t *sum, int64_t amount) {
    int64_t total;
    if (__builtin_add_overflow(*sum, amount, &total)) return E_OVERFLOW;
    *sum = total;
    return OK;
}

status money_share(int64_t value, int64_t numerator, int64_t denominator, int64_t *out) {
    if (value < 0 || numerator < 0 || denominator <= 0) return E_RANGE;
    int64_t small;
    if (!__builtin_mul_overflow(value, numerator, &small) &&
        !__builtin_add_overflow(small, denominator / 2, &small)) {
        *out = small / denominator; /* the usual case, without the slow wide division */
        return OK;
    }
    wide whole = ((wide) value * numerator + denominator / 2) / denominator;
    if (whole > INT64_MAX) return E_OVERFLOW;
    *out = (int64_t) whole;
    return OK;
}

status money_round(int64_t value, int32_t round_to, int64_t *out) {
    if (value < 0 || round_to < 0) return E_RANGE;
    if (round_to <= 1) {
        *out = value;
        return OK;
    }
    int64_t rest = value % round_to, rounded;
    int64_t step = rest * 2 >= round_to ? round_to - rest : -rest;
    if (__builtin_add_overflow(value, step, &rounded)) return E_OVERFLOW;
    *out = rounded;
    return OK;
}
