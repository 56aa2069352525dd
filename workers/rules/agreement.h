/* agreement: whether a unit, person or community has signed what a filing asks for, and what a
 * signature names. Source: docs/agreements.md. */
#ifndef HALL_RULES_AGREEMENT_H
#define HALL_RULES_AGREEMENT_H

#include "gen/desk/rows.h"
#include "proto/runtime/decide.h"

#define AGREEMENT_HASH_SIZE 65 /* hexadecimal, with the NUL */

/* A party: one of the three is no "". */
typedef struct agreement_who {
    const char *unit_no, *person_no, *community_code;
} agreement_who;

/* agreement_party: the key of a party; NULL without memory. agreement_number: its number alone. */
const char *agreement_party(view *rows, agreement_who who);
const char *agreement_number(agreement_who who);

/* agreement_current: the newest text of a kind, NULL for none. */
const AgreementText *agreement_current(view *rows, Kernel__AgreementKind kind);

/* agreement_text_hash: of a text's words and number. */
bool agreement_text_hash(view *rows, const AgreementText *text, char out[AGREEMENT_HASH_SIZE]);

/* agreement_to_sign: what a signature of the current text names: its hash, of a deferral together
 * with guarantee and schedule. False for none, or without memory. */
bool agreement_to_sign(view *rows, const AgreementText *text, const Agreement *standing,
                       char out[AGREEMENT_HASH_SIZE]);

/* agreement_shown: proves that `text` was shown to the session of `ctx` at `at_us`: the time, and a
 * keyed hash over session, text and time, which nobody else makes. "" without a session, NULL
 * without memory.
 * agreement_was_read: whether `shown` proves it, and that it was shown as long ago as the text
 * says. result  E_REQUIRED shown: text_not_shown, text_just_shown; E_ARENA. */
char *agreement_shown(const context *ctx, view *rows, const AgreementText *text, int64_t at_us);
verdict agreement_was_read(const context *ctx, view *rows, const AgreementText *text,
                           const char *shown) MUST_CHECK;

/* agreement_demanded: the number of the text that a signature has to be of, or of a later one; 0
 * for none: before a text is published, and until the time from which the first one is demanded. */
int64_t agreement_demanded(view *rows, Kernel__AgreementKind kind, int64_t now_us);

/* agreement_signed: E_AGREEMENT with the reason unless the party has signed what is demanded. Two
 * rows. */
verdict agreement_signed(view *rows, const char *party, Kernel__AgreementKind kind, int64_t now_us);

/* agreement_missing_since: of a party that agreement_signed refuses: when it ended, or since when
 * this text has to be signed; 0: not known. */
int64_t agreement_missing_since(view *rows, const char *party, Kernel__AgreementKind kind,
                                int64_t now_us);

#endif
