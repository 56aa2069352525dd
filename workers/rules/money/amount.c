/* Decimal text; see amount.h. */
#include "workers/rules/money/amount.h"

#include <stdio.h>
#include <string.h>

#define RATE_PLACES 3 /* per cent to parts per 100000 */

/* Unsigned decimal with `places` digits behind the point that count, as an integer. */
static status amount_decimal(const char *text, size_t places, int64_t *out) {
    size_t whole = strspn(text, "0123456789");
    const char *tail = text + whole;
    size_t behind = 0;
    if (*tail == '.') {
        tail++;
        behind = strspn(tail, "0123456789");
    }
    bool formed = whole > 0 && tail[behind] == 0 && (tail == text + whole || behind > 0);
    if (!formed || strspn(tail + (behind < places ? behind : places), "0") + places < behind)
        return E_AMOUNT;
    int64_t value = 0;
    for (size_t i = 0; i < whole + places; i++) {
        char digit = i < whole ? text[i] : i - whole < behind ? tail[i - whole] : '0';
        if (__builtin_mul_overflow(value, (int64_t) 10, &value) ||
            __builtin_add_overflow(value, (int64_t) (digit - '0'), &value))
            return E_OVERFLOW;
    }
    *out = value;
    return OK;
}

status amount_parse(const char *text, int64_t *out_fen) {
    bool minus = *text == '-';
    int64_t fen;
    status code = amount_decimal(text + minus, 2, &fen);
    if (code == OK) *out_fen = minus ? -fen : fen;
    return code;
}

status amount_parse_rate(const char *text, int32_t *out_rate) {
    int64_t rate;
    status s = amount_decimal(text, RATE_PLACES, &rate);
    if (s != OK) return s;
    if (rate > INT32_MAX) return E_OVERFLOW;
    *out_rate = (int32_t) rate;
    return OK;
}

void amount_format(int64_t fen, char out[AMOUNT_SIZE]) {
    uint64_t size = fen < 0 ? 0 - (uint64_t) fen : (uint64_t) fen;
    snprintf(out, AMOUNT_SIZE, "%s%llu.%02llu", fen < 0 ? "-" : "",
             (unsigned long long) (size / 100), (unsigned long long) (size % 100));
}
