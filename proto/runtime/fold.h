/* fold: one spelling for what people type. Full-width letters and digits become ASCII, every kind
 * of blank becomes a space, zero-width characters vanish, so that a number pasted from a web page
 * and one typed on a Chinese keyboard are the same text. Not a check: what is left may still be
 * wrong. Unicode composition (NFC) is not done; Han text has no use for it. Pure; source:
 * docs/rules 2.1, 5.7. */
#ifndef HALL_RUNTIME_FOLD_H
#define HALL_RUNTIME_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/* All three write a C string of at most `bytes` bytes plus NUL to `out`, which may be `in` itself,
 * and return its length: folding never lengthens. Bytes that are no UTF-8 are copied as they are.
 */

/* fold_words: free text. Blanks (tab, line end, U+00A0, U+3000 ...) become one space, none at
 * either end; zero-width characters go; full-width ASCII becomes ASCII; a leading apostrophe goes.
 */
size_t fold_words(const char *in, size_t bytes, char *out);

/* fold_name: a person's name. As fold_words; the many middle dots become U+00B7, blanks beside a
 * Han character go, Latin letters become capitals, their apostrophes and hyphens those of ASCII. */
size_t fold_name(const char *in, size_t bytes, char *out);

/* fold_number: document numbers, phone numbers, codes. As fold_words; every blank goes, letters
 * become capitals (x becomes X). */
size_t fold_number(const char *in, size_t bytes, char *out);

/* fold_is_blank: nothing is left after fold_words. */
bool fold_is_blank(const char *in, size_t bytes);

#endif
