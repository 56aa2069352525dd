/* mask: what others see of personal data. Kinds are those of the contract's field option `personal`.
 * The unmasked view is a separate, logged act and not decided here. Source: domain 5.3 (masks). */
#ifndef HALL_RULES_MASK_H
#define HALL_RULES_MASK_H

#include "kernel/options.pb-c.h"
#include "proto/runtime/status.h"

/* mask_text: value UTF-8, borrowed, no overlap with out; out NUL-terminated.
 * DOCUMENT_NO first 4, stars, last 4 (8 or fewer characters: all stars); NAME of two characters
 * "*三", longer ones "欧*娜" with a star per middle character, one character "*"; MOBILE 3 + stars
 * + 4 (7 or fewer: all stars); BANK_ACCOUNT stars and last 4; BIRTH_DATE, WAGE, ADDRESS, PRIVATE and
 * CREDENTIAL "***", an empty value stays empty; PUBLIC unchanged.
 * Errors: E_TOO_LONG when out is too small. */
MUST_CHECK status mask_text(Kernel__Personal kind, const char *value, char *out,
                            size_t size_bytes);

/* mask_card_no: social-security card number: first 2, "****", last 2; "****" below 5 characters. */
MUST_CHECK status mask_card_no(const char *value, char *out, size_t size_bytes);

#endif
