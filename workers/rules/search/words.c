/* words: see words.h. Names are looked up without what divides their parts. */
#include "workers/rules/search/words.h"

#include <stdio.h>
#include <string.h>

#include "proto/runtime/fold.h"
#include "proto/runtime/text.h"
#include "workers/rules/search/readings.h"

enum { MIDDLE_DOT = 0xb7, NUMBER_END = 4, PAIR = 2 };

static bool is_letter(uint32_t code) {
    return code < 0x80 && ((code | 0x20) >= 'a' && (code | 0x20) <= 'z');
}

/* A name without what divides its parts, so that it is found with and without. */
static void put_bare(const char *name, char out[WORDS_TEXT_SIZE]) {
    size_t n = 0, left = strlen(name), step;
    for (uint32_t code; left > 0; name += step, left -= step) {
        step = text_next(name, left, &code);
        if (!step || n + step >= WORDS_TEXT_SIZE) break;
        bool divides = code == MIDDLE_DOT || code == ' ' || code == '-' || code == '\'';
        if (!divides) memcpy(out + n, name, step);
        n += divides ? 0 : step;
    }
    out[n] = 0;
}

static void put_initials(const char *bare, char out[WORDS_INITIALS_SIZE]) {
    size_t n = 0, left = strlen(bare), step;
    for (uint32_t code; left > 0 && n + 1 < WORDS_INITIALS_SIZE; bare += step, left -= step) {
        step = text_next(bare, left, &code);
        if (!step) break;
        char letter = is_letter(code) ? (char) (code & ~0x20u) : initial_of(code, n == 0);
        if (letter) out[n++] = letter;
    }
    out[n] = 0;
}

/* ---- hashes -------------------------------------------------------------------------------- */

static ProtobufCBinaryData hash_of(const context *ctx, view *rows, const char *within,
                                   wanted_kind kind, const char *text, size_t bytes) {
    const char *whole =
        arena_printf(view_arena(rows), "find|%s|%c|%.*s", within, (char) kind, (int) bytes, text);
    ProtobufCBinaryData hash = {0, NULL};
    if (whole) hash = ctx->search_hash(ctx, rows, whole);
    if (hash.len > WORD_BYTES) hash.len = WORD_BYTES;
    return hash;
}

typedef struct word_list {
    const context *ctx;
    view *rows;
    const char *within;
    size_t n, most;
    ProtobufCBinaryData *hash;
} word_list;

static void add(word_list *l, wanted_kind kind, const char *text, size_t bytes) {
    if (l->n == l->most || bytes == 0) return;
    ProtobufCBinaryData hash = hash_of(l->ctx, l->rows, l->within, kind, text, bytes);
    bool there = hash.len != WORD_BYTES;
    for (size_t i = 0; i < l->n && !there; i++)
        there = !memcmp(l->hash[i].data, hash.data, WORD_BYTES);
    if (!there) l->hash[l->n++] = hash;
}

static void add_pairs(word_list *l, wanted_kind kind, const char *text) {
    for (size_t at = 0; text[at];
         at = text_offset(text, 1 + text_characters(text) - text_characters(text + at))) {
        size_t bytes = text_offset(text + at, PAIR);
        if (text_characters(text + at) >= PAIR) add(l, kind, text + at, bytes);
    }
}

static const char *end_of(const char *number) {
    size_t n = strlen(number);
    return n > NUMBER_END ? number + n - NUMBER_END : number;
}

size_t words_of(const context *ctx, view *rows, const member_names *who,
                ProtobufCBinaryData out[WORDS_MAX]) {
    char bare[WORDS_TEXT_SIZE], initials[WORDS_INITIALS_SIZE];
    word_list l = {ctx, rows, who->within, 0, WORDS_MAX, out};
    put_bare(who->name, bare);
    put_initials(bare, initials);
    add(&l, WANTED_NUMBER, end_of(who->document_no), strlen(end_of(who->document_no)));
    add(&l, WANTED_NUMBER, end_of(who->person_no), strlen(end_of(who->person_no)));
    add(&l, WANTED_SURNAME, bare, text_offset(bare, 1));
    if (strcmp(bare, initials) != 0) add_pairs(&l, WANTED_NAME, bare);
    add_pairs(&l, WANTED_INITIALS, initials);
    return l.n;
}

/* ---- what was typed ------------------------------------------------------------------------ */

static bool is_number(const char *text) {
    size_t n = strlen(text), digits = strspn(text, "0123456789");
    return n >= NUMBER_END && (digits == n || (digits == n - 1 && text[digits] == 'X'));
}

static bool all_letters(const char *text) {
    size_t n = 0;
    while (is_letter((unsigned char) text[n])) n++;
    return n > 0 && !text[n];
}

static void capitals(char *text) {
    for (; *text; text++)
        if (is_letter((unsigned char) *text)) *text &= (char) ~0x20;
}

status wanted_read(const char *typed, wanted *out) {
    char folded[WORDS_TEXT_SIZE];
    size_t bytes = strlen(typed);
    if (bytes >= sizeof folded) return E_TOO_LONG;
    fold_number(typed, bytes, out->text);
    if (is_number(out->text)) {
        out->kind = WANTED_NUMBER;
        return OK;
    }
    fold_name(typed, bytes, folded);
    put_bare(folded, out->text);
    capitals(out->text);
    size_t n = text_characters(out->text);
    bool letters = all_letters(out->text);
    out->kind = letters ? WANTED_INITIALS : n == 1 ? WANTED_SURNAME : WANTED_NAME;
    bool digits = out->text[0] && strspn(out->text, "0123456789") == strlen(out->text);
    return n == 0 || digits || (letters && n < PAIR) ? E_FORM : OK;
}

static const char *word_in(const wanted *what, size_t *bytes) {
    const char *at = what->kind == WANTED_NUMBER ? end_of(what->text) : what->text;
    *bytes = what->kind == WANTED_NUMBER ? strlen(at)
                                         : text_offset(at, what->kind == WANTED_SURNAME ? 1 : PAIR);
    return at;
}

ProtobufCBinaryData wanted_word(const context *ctx, view *rows, const char *within,
                                const wanted *what) {
    size_t bytes;
    const char *at = word_in(what, &bytes);
    return hash_of(ctx, rows, within, what->kind, at, bytes);
}

size_t wanted_words(const context *ctx, view *rows, const char *within, const wanted *what,
                    ProtobufCBinaryData *out, size_t most) {
    word_list l = {ctx, rows, within, 0, most, out};
    bool pairs = what->kind == WANTED_NAME || what->kind == WANTED_INITIALS;
    if (pairs)
        add_pairs(&l, what->kind, what->text);
    else
        out[l.n++] = wanted_word(ctx, rows, within, what);
    return l.n;
}

bool wanted_whole(const wanted *what) {
    size_t bytes;
    word_in(what, &bytes);
    return what->text[bytes] == 0;
}

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return m <= n && !strcmp(text + n - m, end);
}

bool wanted_fits(const wanted *what, const member_names *who) {
    char bare[WORDS_TEXT_SIZE], initials[WORDS_INITIALS_SIZE];
    if (what->kind == WANTED_NUMBER)
        return ends_with(who->document_no, what->text) || ends_with(who->person_no, what->text);
    put_bare(who->name, bare);
    put_initials(bare, initials);
    if (what->kind == WANTED_INITIALS) return strstr(initials, what->text);
    const char *at = strstr(bare, what->text);
    return at && (what->kind == WANTED_NAME || at == bare);
}
