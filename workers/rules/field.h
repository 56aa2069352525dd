/* field: forms of the simple fields of a filing. Each takes any folded text and refuses it or not.
 * Source: docs/rules 2.7. */
#ifndef HALL_RULES_FIELD_H
#define HALL_RULES_FIELD_H

#include <stddef.h>

#include "proto/runtime/status.h"

/* field_mobile_plain: a mobile as stored: without blanks, hyphens and the prefix of the country
 * (+86, 0086, 86). False when it does not fit. */
#define FIELD_MOBILE_SIZE 33
bool field_mobile_plain(const char *text, char out[FIELD_MOBILE_SIZE]);

/* field_name_plain: a name as stored and compared: folded, and a full stop between Han characters
 * is the middle dot that it stands for. `room`: of `out`. False when it does not fit. */
bool field_name_plain(const char *text, char *out, size_t room);

/* field_digits_plain: a number as people paste it without what they put between its digits: blanks,
 * hyphens of any kind, brackets, full stops. `room`: of `out`. False when it does not fit. */
bool field_digits_plain(const char *text, char *out, size_t room);

/* field_phone_plain: a mobile or a landline with its area code as stored: digits alone.
 * field_phone: whether such a text is one of both. Errors: E_FORM. */
bool field_phone_plain(const char *text, char out[FIELD_MOBILE_SIZE]);
status field_phone(const char *text) MUST_CHECK;

/* field_email: an ASCII name, @, and a domain with a full stop in it; 100 characters at most.
 * Errors: E_FORM. */
status field_email(const char *text) MUST_CHECK;

/* field_mobile: 1[3-9] and nine digits. Errors: E_MOBILE. */
status field_mobile(const char *text) MUST_CHECK;

/* field_landline: optional area code 0xx or 0xxx with optional hyphen, then 7 or 8 digits.
 * Errors: E_FORM. */
status field_landline(const char *text) MUST_CHECK;

/* field_postcode: 6 digits. Errors: E_POSTCODE. */
status field_postcode(const char *text) MUST_CHECK;

/* field_name: 2 to 50 Han characters and U+00B7 between them; with `foreign` also Latin capitals,
 * and between them a space, hyphen or apostrophe, a comma or full stop that a space may follow.
 * Errors: E_NAME. */
status field_name(const char *text, bool foreign) MUST_CHECK;

/* field_bank_account: 12 to 19 digits. Errors: E_BANK. field_bank_luhn: whether its last digit
 * fits; only ever a warning, and only for a text that field_bank_account takes. */
status field_bank_account(const char *text) MUST_CHECK;
bool field_bank_luhn(const char *text);

/* field_card_no: nine digits and capitals, in `out` as stored: folded, without blanks. Its check
 * character's rule is not published. False when it does not fit. */
#define FIELD_CARD_SIZE 10
bool field_card_no(const char *text, char out[FIELD_CARD_SIZE]);

/* field_digits: exactly n digits. */
bool field_digits(const char *text, size_t n);

#endif
