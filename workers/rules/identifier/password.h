/* password: whether a new password is too simple. The old system's default, digits 12 to 17 of the
 * document number, could be known by anybody who knew the number. Not here: history, locks, hashes.
 * Source: docs/rules 2.9. */
#ifndef HALL_RULES_PASSWORD_H
#define HALL_RULES_PASSWORD_H

#include "proto/runtime/status.h"

/* What is known of the account's owner; NULL or "" for unknown, birth YYYYMMDD or 0. Borrowed. */
typedef struct password_facts {
    const char *document_no, *mobile, *card_no, *account, *name;
    int32_t birth;
} password_facts;

typedef enum password_level {
    PASSWORD_CITIZEN,  /* 8 characters of 2 classes */
    PASSWORD_OPERATOR, /* 10 characters of 3 classes */
} password_level;

/* password_check: classes are digits, lower case, upper case, everything else; characters are
 * counted, not bytes. Refused besides: any part of a fact, and any password that contains a whole
 * fact of 6 or more bytes, or 6 digits that stand together in one; letters compare without case.
 * Errors: E_PWD_WEAK. */
status password_check(password_level level, const char *password,
                      const password_facts *facts) MUST_CHECK;

/* password_told: which fact makes the password too simple, as the reason of a refusal
 * ("holds_mobile"); NULL for none. */
const char *password_told(const char *password, const password_facts *facts);

#endif
