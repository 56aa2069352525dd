/* words: by what a member is found in a unit's list, and a person in a district. Of a name: each
 * two Han characters in a row, the first character, each two initials in a row; of document and
 * person number: the last four characters. A word is kept as a hash keyed with the hall's search
 * key and the unit's number or the district's code, so that the same word of two of them is not the
 * same. What is asked for picks one such word; whether a member found by it is meant is looked up
 * in the opened row. Pure. Source: docs/sealing.md. */
#ifndef HALL_RULES_WORDS_H
#define HALL_RULES_WORDS_H

#include "proto/runtime/decide.h"

/* WORDS_MAX: of one member; of a longer name the rest is not looked up. */
enum { WORD_BYTES = 8, WORDS_MAX = 18, WORDS_TEXT_SIZE = 401, WORDS_INITIALS_SIZE = 101 };

/* within: a unit's number or a district's code, which are never alike (8 and 6 digits). */
typedef struct member_names {
    const char *within, *person_no, *name, *document_no;
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

/* wanted_word: the first word under which those meant stand in the unit or district. wanted_words:
 * all words under which each of them stands; returns how many, 1 to `most`. wanted_whole: the first
 * word is all that was typed. wanted_fits: whether a member is meant. */
ProtobufCBinaryData wanted_word(const context *ctx, view *rows, const char *within,
                                const wanted *what);
size_t wanted_words(const context *ctx, view *rows, const char *within, const wanted *what,
                    ProtobufCBinaryData *out, size_t most);
bool wanted_whole(const wanted *what);
bool wanted_fits(const wanted *what, const member_names *who);

#endif
