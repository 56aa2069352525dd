/* words: by what a member is found in a unit's list. Of a name: each two Han characters in a row,
 * the first character, each two initials in a row; of document and person number: the last four
 * characters. A word is kept as a hash keyed with the hall's search key and the unit's number, so
 * that the same word of two units is not the same. What is asked for picks one such word; whether
 * a member found by it is meant is looked up in the opened row. Pure. Source: docs/sealing.md. */
#ifndef HALL_RULES_WORDS_H
#define HALL_RULES_WORDS_H

#include "proto/runtime/decide.h"

/* WORDS_MAX: of one member; of a longer name the rest is not looked up. */
enum { WORD_BYTES = 8, WORDS_MAX = 18, WORDS_TEXT_SIZE = 401, WORDS_INITIALS_SIZE = 101 };

typedef struct member_names {
    const char *unit_no, *person_no, *name, *document_no;
} member_names;

/* words_of: different ones, in the arena of `rows`; returns how many. */
size_t words_of(const context *ctx, view *rows, const member_names *who,
                ProtobufCBinaryData out[WORDS_MAX]);

typedef enum wanted_kind {
    WANTED_NAME = 'n',
    WANTED_SURNAME = 's',
    WANTED_INITIALS = 'i',
    WANTED_NUMBER = '#'
} wanted_kind;

/* What somebody typed, folded. */
typedef struct wanted {
    wanted_kind kind;
    char text[WORDS_TEXT_SIZE];
} wanted;

/* wanted_read: one Han character, two and more characters, two letters, or four digits (the last
 * may be X) at least.
 * errors  E_FORM too short; E_TOO_LONG. */
status wanted_read(const char *typed, wanted *out) MUST_CHECK;

/* wanted_word: the word under which those meant stand among the unit's members. wanted_whole: the
 * word is all that was typed. wanted_fits: whether a member is meant. */
ProtobufCBinaryData wanted_word(const context *ctx, view *rows, const char *unit_no,
                                const wanted *what);
bool wanted_whole(const wanted *what);
bool wanted_fits(const wanted *what, const member_names *who);

#endif
