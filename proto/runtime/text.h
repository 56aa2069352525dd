/* text: small pure helpers on UTF-8 and fixed forms that check, mask, log and json share. Folding
 * of names and document numbers is fold.h. */
#ifndef HALL_RUNTIME_TEXT_H
#define HALL_RUNTIME_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* text_next: length in bytes (1 to 4) of the valid UTF-8 character at `at` with `left` bytes, 0
 * when it is none (overlong, surrogate, beyond U+10FFFF or cut). `*code` may be NULL. Source: RFC
 * 3629 section 4. */
size_t text_next(const char *at, size_t left, uint32_t *code);

/* text_put: writes the character as UTF-8; returns its length in bytes (1 to 4). `code` is at most
 * U+10FFFF and no surrogate. Source: RFC 3629 section 3. */
size_t text_put(uint32_t code, char out[4]);

/* text_clean: valid UTF-8 of `bytes` bytes without NUL and without control characters other than
 * tab, line feed and carriage return, and without characters that hide or turn what stands there
 * (U+202E, U+200B and the like). */
bool text_clean(const char *text, size_t bytes);

/* text_characters: number of characters of a valid UTF-8 text. */
size_t text_characters(const char *text);

/* text_offset: byte offset of character number `n`, the end when there are fewer. */
size_t text_offset(const char *text, size_t n);

/* text_is_date: YYYYMMDD (number) is a day of the Gregorian calendar, 1900 to 9999.
 * text_is_period: YYYYMM is a month of these years. */
bool text_is_date(int64_t yyyymmdd);
bool text_is_period(int64_t yyyymm);

#endif
