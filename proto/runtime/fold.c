/* fold: see fold.h. One pass over the characters; each is kept, replaced by a shorter spelling, or
 * dropped, so in-place use is safe. */
#include "proto/runtime/fold.h"

#include <stdint.h>
#include <string.h>

#include "proto/runtime/text.h"

typedef enum fold_kind { FOLD_TEXT, FOLD_NAME, FOLD_CODE } fold_kind;

typedef struct folder {
    fold_kind kind;
    char *out;
    size_t length;
    bool blank;        /* a blank was seen and not yet written */
    bool last_is_wide; /* the last character written is one of is_wide */
} folder;

#define MIDDLE_DOT 0x00B7u
#define NO_CHARACTER 0xFFFFFFFFu

/* Length of the UTF-8 character at `in`, its value in *c; 1 and NO_CHARACTER for a stray byte. */
static size_t character(const unsigned char *in, size_t bytes, uint32_t *c) {
    *c = in[0];
    if (in[0] < 0x80) return 1;
    size_t n = in[0] >= 0xF0 && in[0] < 0xF8 ? 4 : in[0] >= 0xE0 ? 3 : in[0] >= 0xC2 ? 2 : 0;
    if (n == 0 || in[0] >= 0xF8 || n > bytes) {
        *c = NO_CHARACTER;
        return 1;
    }
    uint32_t value = in[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((in[i] & 0xC0) != 0x80) {
            *c = NO_CHARACTER;
            return 1;
        }
        value = value << 6 | (in[i] & 0x3Fu);
    }
    *c = value;
    return n;
}

static bool is_blank(uint32_t c) {
    return (c >= 0x09 && c <= 0x0D) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

/* Zero-width and direction marks: pasted from web pages and chat programs, invisible to the clerk.
 */
static bool is_nothing(uint32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || c == 0x180E;
}

static bool is_middle_dot(uint32_t c) {
    return c == MIDDLE_DOT || c == 0x2022 || c == 0x2027 || c == 0x2219 || c == 0x22C5 ||
           c == 0x30FB || c == 0xFF65 || c == 0xFF0E || c == 0x2E31 || c == 0x0387 || c == 0x2024 ||
           c == 0x25CF || c == 0x318D || c == 0x16EB;
}

static bool is_apostrophe(uint32_t c) {
    return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0xFF07;
}

static bool is_hyphen(uint32_t c) {
    return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE63;
}

/* Latin letters beyond ASCII, as passports of Europe and Viet Nam have them. Where they stand in
 * pairs the capital comes first, on an even number but for a stretch of odd ones. */
static uint32_t latin_capital(uint32_t c) {
    if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 0x20;
    if (c == 0xFF) return 0x178;
    if (c == 0x131) return 'I';
    bool odd_capitals = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    bool paired = (c >= 0x100 && c <= 0x17E && c != 0x138 && c != 0x149 && c != 0x178) ||
                  (c >= 0x1E00 && c <= 0x1E95) || (c >= 0x1EA0 && c <= 0x1EFF);
    if (!paired) return c;
    return odd_capitals ? c - (c % 2 == 0) : c - c % 2;
}

static uint32_t folded_in_name(uint32_t c) {
    if (is_middle_dot(c)) return MIDDLE_DOT;
    if (is_apostrophe(c)) return '\'';
    return is_hyphen(c) ? '-' : latin_capital(c);
}

static uint32_t folded(fold_kind kind, uint32_t c) {
    if (kind == FOLD_NAME) c = folded_in_name(c);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (kind != FOLD_TEXT && c >= 'a' && c <= 'z') c -= 'a' - 'A';
    return c;
}

/* A blank counts only between two characters, and in a name only between two Latin ones. */
static void put_blank(folder *f, bool next_is_wide) {
    bool wanted = f->blank && f->length > 0 && f->kind != FOLD_CODE;
    if (f->kind == FOLD_NAME && (f->last_is_wide || next_is_wide)) wanted = false;
    if (wanted) f->out[f->length++] = ' ';
    f->blank = false;
}

/* Han characters and the like, beside which a name has no blank. */
static bool is_wide(uint32_t c) {
    return c == MIDDLE_DOT || c >= 0x2E80;
}

/* What folding gives is never longer than what it was. */
static void put(folder *f, uint32_t was, uint32_t c, const unsigned char *raw, size_t n) {
    put_blank(f, is_wide(c));
    if (c == was) { /* also a stray byte */
        memmove(f->out + f->length, raw, n);
        f->length += n;
    } else {
        f->length += text_put(c, f->out + f->length);
    }
    f->last_is_wide = is_wide(c);
}

/* Most characters: in ASCII, seen, and never dropped. */
static bool is_plain(unsigned char c) {
    return c > ' ' && c < 0x7F && c != '\'';
}

static size_t fold(fold_kind kind, const char *in, size_t bytes, char *out) {
    folder f = {.kind = kind, .out = out};
    bool first = true;
    const unsigned char *at = (const unsigned char *) in, *end = at + bytes;
    while (at < end) {
        if (is_plain(*at)) {
            put_blank(&f, false);
            out[f.length++] = (char) folded(kind, *at++);
            f.last_is_wide = first = false;
            continue;
        }
        uint32_t c;
        unsigned char raw[4] = {0};
        size_t n = character(at, (size_t) (end - at), &c);
        memcpy(raw, at, n);
        at += n;
        if (is_nothing(c)) continue;
        if (is_blank(c)) {
            f.blank = true;
            continue;
        }
        bool apostrophe = first && is_apostrophe(c);
        first = false;
        if (!apostrophe) put(&f, c, folded(kind, c), raw, n);
    }
    out[f.length] = '\0';
    return f.length;
}

size_t fold_words(const char *in, size_t bytes, char *out) {
    return fold(FOLD_TEXT, in, bytes, out);
}

size_t fold_name(const char *in, size_t bytes, char *out) {
    return fold(FOLD_NAME, in, bytes, out);
}

size_t fold_number(const char *in, size_t bytes, char *out) {
    return fold(FOLD_CODE, in, bytes, out);
}

bool fold_is_blank(const char *in, size_t bytes) {
    const unsigned char *at = (const unsigned char *) in, *end = at + bytes;
    while (at < end) {
        uint32_t c;
        at += character(at, (size_t) (end - at), &c);
        if (!is_blank(c) && !is_nothing(c)) return false;
    }
    return true;
}
