/* text: UTF-8 and fixed forms; see text.h. Pure. */
#include "proto/runtime/text.h"

static bool follows(const unsigned char *at, size_t n) {
    for (size_t i = 1; i <= n; i++)
        if ((at[i] & 0xC0) != 0x80) return false;
    return true;
}

size_t text_next(const char *text, size_t left, uint32_t *code) {
    const unsigned char *at = (const unsigned char *) text;
    size_t n = 0;
    uint32_t value = 0;
    if (left == 0) return 0;
    if (at[0] < 0x80) {
        n = 1;
        value = at[0];
    } else if (at[0] >= 0xC2 && at[0] <= 0xDF) {
        n = 2;
        value = at[0] & 0x1F;
    } else if ((at[0] & 0xF0) == 0xE0) {
        n = 3;
        value = at[0] & 0x0F;
    } else if (at[0] >= 0xF0 && at[0] <= 0xF4) {
        n = 4;
        value = at[0] & 0x07;
    }
    if (n == 0 || n > left || !follows(at, n - 1)) return 0;
    for (size_t i = 1; i < n; i++) value = value << 6 | (at[i] & 0x3F);
    bool overlong = (n == 3 && value < 0x800) || (n == 4 && value < 0x10000);
    if (overlong || (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF) return 0;
    if (code) *code = value;
    return n;
}

size_t text_put(uint32_t code, char out[4]) {
    const size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0}; /* by length */
    for (size_t i = n - 1; i > 0; i--, code >>= 6) out[i] = (char) (0x80 | (code & 0x3F));
    out[0] = (char) (first[n] | code);
    return n;
}

static bool is_control(uint32_t code) {
    if (code == '\t' || code == '\n' || code == '\r') return false;
    return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

/* What a reader does not see, or what turns the order of what he sees: marks and overrides of
 * direction, joiners and spaces without width, separators, tags, what is no character. */
static bool is_hidden(uint32_t code) {
    static const uint32_t range[][2] = {
        {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160},  {0x180E, 0x180E},
        {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},  {0xFDD0, 0xFDEF},
        {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};
    if ((code & 0xFFFE) == 0xFFFE) return true;
    for (size_t i = 0; i < sizeof range / sizeof range[0]; i++)
        if (code >= range[i][0] && code <= range[i][1]) return true;
    return false;
}

bool text_clean(const char *text, size_t bytes) {
    size_t i = 0;
    while (i < bytes) {
        uint32_t code = 0;
        size_t n = text_next(text + i, bytes - i, &code);
        if (n == 0 || is_control(code) || is_hidden(code)) return false;
        i += n;
    }
    return true;
}

size_t text_characters(const char *text) {
    size_t n = 0;
    for (; *text; text++)
        if ((*text & 0xC0) != 0x80) n++;
    return n;
}

size_t text_offset(const char *text, size_t n) {
    size_t at = 0;
    while (text[at] && n > 0) {
        at++;
        while ((text[at] & 0xC0) == 0x80) at++;
        n--;
    }
    return at;
}

bool text_is_period(int64_t yyyymm) {
    int64_t year = yyyymm / 100, month = yyyymm % 100;
    return year >= 1900 && year <= 9999 && month >= 1 && month <= 12;
}

bool text_is_date(int64_t yyyymmdd) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!text_is_period(yyyymmdd / 100)) return false;
    int64_t year = yyyymmdd / 10000, month = yyyymmdd / 100 % 100, day = yyyymmdd % 100;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}
