/* fold: text as people type it becomes text as rules compare it: full-width forms become half-width,
 * the ideographic space a space, blanks around are cut. Caller's buffers only; no allocation.
 * Not a validator: bytes that are not UTF-8 are copied as they are. Source: domain 2.1 step 1. */
#ifndef HALL_RULES_FOLD_H
#define HALL_RULES_FOLD_H

#include "proto/runtime/status.h"

/* fold_text: U+FF01..U+FF5E to ASCII, U+3000 to a space, blanks (space, tab, CR, LF) cut at both
 * ends. text: NUL-terminated, borrowed, may not overlap out. out: NUL-terminated, never longer than
 * the text. Errors: E_TOO_LONG when the folded text with its NUL needs more than size_bytes. */
MUST_CHECK status fold_text(const char *text, char *out, size_t size_bytes);

/* fold_code: fold_text, then a-z to A-Z; for document numbers and credit codes. */
MUST_CHECK status fold_code(const char *text, char *out, size_t size_bytes);

/* fold_rune: the code point at *cursor, which moves behind it; 0 at the end of the text. A byte that
 * begins no complete sequence counts as U+FFFD, one byte long; the NUL is never passed. */
uint32_t fold_rune(const char **cursor);

#endif
