/* cell_decimal: numbers as text. Workbooks store the shortest or the 17-digit form of a binary
 * number (1234.1 becomes 1234.0999999999999); rounding that text to the 15 digits a spreadsheet
 * shows gives back what was typed, without any binary arithmetic of ours. Declared in cells.h. */
#include "store/workbook/cells.h"

#include <stdlib.h>
#include <string.h>

#define SIGNIFICANT 15
#define POINT_MAX 40 /* more digits before the point are no number of a roster */

/* 0.d1d2d3... times ten to the power of point */
typedef struct decimal {
    bool negative;
    int n, point;
    char digits[SIGNIFICANT + 2];
    bool more; /* digits beyond the kept ones */
} decimal;

static void add_digit(decimal *d, char digit) {
    if (d->n < (int) sizeof d->digits)
        d->digits[d->n++] = digit;
    else
        d->more = true;
}

/* Leading zeros count only behind the point, where they move it. */
static const char *take_digits(decimal *d, const char *at, bool behind_point) {
    for (; *at >= '0' && *at <= '9'; at++) {
        if (d->n == 0 && *at == '0') {
            d->point -= behind_point;
            continue;
        }
        d->point += !behind_point;
        add_digit(d, *at);
    }
    return at;
}

static bool parse_decimal(const char *at, decimal *d) {
    *d = (decimal){0};
    d->negative = *at == '-';
    at += *at == '-' || *at == '+';
    const char *start = at;
    at = take_digits(d, at, false);
    size_t seen = (size_t) (at - start);
    if (*at == '.') {
        start = at + 1;
        at = take_digits(d, start, true);
        seen += (size_t) (at - start);
    }
    if (seen == 0 || seen > CELL_BYTES_MAX) return false;
    if (*at == 'E' || *at == 'e') {
        char *end;
        const char *digits = at + 1 + (at[1] == '-' || at[1] == '+');
        if (*digits < '0' || *digits > '9' || strlen(digits) > 5) return false;
        d->point += (int) strtol(at + 1, &end, 10);
        at = end;
    }
    return *at == '\0';
}

/* Half up on the digits; a carry out of the first digit makes it 1 and moves the point. */
static void round_decimal(decimal *d) {
    if (d->n > SIGNIFICANT) {
        bool up = d->digits[SIGNIFICANT] >= '5';
        d->n = SIGNIFICANT;
        int i = SIGNIFICANT - 1;
        for (; up && i >= 0 && d->digits[i] == '9'; i--) d->digits[i] = '0';
        if (up && i >= 0) {
            d->digits[i]++;
        } else if (up) {
            d->digits[0] = '1';
            d->point++;
        }
    }
    while (d->n > 0 && d->digits[d->n - 1] == '0') d->n--;
}

static void write_decimal(const decimal *d, char *out) {
    size_t at = 0;
    if (d->negative && d->n > 0) out[at++] = '-';
    if (d->n == 0 || d->point <= 0) out[at++] = '0';
    for (int i = 0; d->n > 0 && i < d->point; i++) out[at++] = i < d->n ? d->digits[i] : '0';
    if (d->n > d->point && d->n > 0) {
        out[at++] = '.';
        for (int i = d->point; i < 0; i++) out[at++] = '0';
        for (int i = d->point > 0 ? d->point : 0; i < d->n; i++) out[at++] = d->digits[i];
    }
    out[at] = '\0';
}

bool cell_decimal(const char *text, char *out, bool *rounded) {
    decimal d;
    if (!parse_decimal(text, &d) || d.point > POINT_MAX) return false;
    round_decimal(&d);
    *rounded = d.n > 0 && d.point > SIGNIFICANT;
    if (d.point < -SIGNIFICANT) d.n = 0;
    write_decimal(&d, out);
    return true;
}

/* A currency sign before or the unit behind: ¥ (U+00A5, U+FFE5) and 元. */
static void strip_currency(const char **text, size_t *n) {
    const char *signs[] = {"\xC2\xA5", "\xEF\xBF\xA5"};
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(signs[i]);
        if (*n >= length && memcmp(*text, signs[i], length) == 0) {
            *text += length;
            *n -= length;
        }
    }
    const char *unit = "元";
    size_t length = strlen(unit);
    if (*n >= length && memcmp(*text + *n - length, unit, length) == 0) *n -= length;
}

/* Commas: groups of three behind the first, which has one to three digits. */
static bool groups_fit(const char *text, size_t whole) {
    const char *comma = memchr(text, ',', whole);
    if (!comma) return true;
    if (comma == text || comma - text > 3) return false;
    size_t run = 0;
    for (const char *at = comma + 1; at < text + whole; at++) {
        run = *at == ',' ? 0 : run + 1;
        bool group_ends = at + 1 == text + whole || at[1] == ',';
        if (run > 3 || (group_ends && run != 3)) return false;
    }
    return text[whole - 1] != ',';
}

/* The digits behind the point as fen; further digits must be zeros. */
static bool cents(const char *text, size_t n, int64_t *out) {
    int64_t fen = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9' || (i >= 2 && text[i] != '0')) return false;
        if (i < 2) fen = fen * 10 + (text[i] - '0');
    }
    *out = n == 1 ? fen * 10 : fen;
    return true;
}

status cell_money(const char *text, int64_t *out_fen) {
    size_t n = strlen(text);
    strip_currency(&text, &n);
    const char *point = memchr(text, '.', n);
    size_t whole = point ? (size_t) (point - text) : n;
    int64_t yuan = 0, fen = 0;
    if (whole == 0 || !groups_fit(text, whole)) return E_AMOUNT;
    if (point && (n - whole == 1 || !cents(point + 1, n - whole - 1, &fen))) return E_AMOUNT;
    for (size_t i = 0; i < whole; i++) {
        if (text[i] == ',') continue;
        if (text[i] < '0' || text[i] > '9') return E_AMOUNT;
        if (yuan > INT64_MAX / 1000 - 10) return E_OVERFLOW;
        yuan = yuan * 10 + (text[i] - '0');
    }
    *out_fen = yuan * 100 + fen;
    return OK;
}
