/* number: identifiers as people type them into caller's buffers, folded by proto/runtime/fold.h:
 * half-width, upper-case, without blanks. Source: docs/rules 2.1. */
#ifndef HALL_RULES_NUMBER_H
#define HALL_RULES_NUMBER_H

#include "proto/runtime/status.h"

#define NUMBER_TYPED_BYTES 200 /* longest text looked at; the contract's limit of a text field */

/* number_fold: text NUL-terminated, borrowed; out NUL-terminated. False when the text is over
 * NUMBER_TYPED_BYTES or what is left does not fit size_bytes; out is "" then. */
bool number_fold(const char *text, char *out, size_t size_bytes);

/* number_of: value of n <= 9 digits; number_put: the reverse, with leading zeros, no NUL. */
int32_t number_of(const char *digits, int n);
void number_put(char *digits, int n, int32_t value);

#endif
