/* credit_code: identity of a unit: unified social credit code (GB 32100-2015) and the organisation
 * code inside it (GB 11714-1997). Source: docs/rules 2.5, 2.6. */
#ifndef HALL_RULES_CREDIT_CODE_H
#define HALL_RULES_CREDIT_CODE_H

#include "proto/runtime/status.h"

#define CREDIT_CODE_SIZE 19 /* 18 characters and NUL */
#define ORG_CODE_SIZE 11    /* 8 characters, hyphen, check, NUL */

/* credit_code_check: any text; folded first, lower case allowed; out gets the stored form, also
 * with the warning. Errors in order: E_USCC_LENGTH, E_USCC_CHARSET, E_USCC_CHECK; W_ORG_CHECK when
 * only the inner organisation code differs, which is so for codes really issued. */
status credit_code_check(const char *text, char out[CREDIT_CODE_SIZE]) MUST_CHECK;

/* org_code_make: 8 characters 0-9 A-Z give "70846113-6". Errors: E_ORG_CODE. */
status org_code_make(const char *body, char out[ORG_CODE_SIZE]) MUST_CHECK;

/* org_code_check: any text, with or without the hyphen; out gets the form with hyphen.
 * Errors: E_ORG_CODE. */
status org_code_check(const char *text, char out[ORG_CODE_SIZE]) MUST_CHECK;

#endif
