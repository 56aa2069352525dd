/* account_code: the code by which a person changes the account for benefits: to which phone it
 * goes, and what it is good for. Source: docs/rules 5.10. */
#ifndef HALL_WORKERS_ACCOUNT_CODE_H
#define HALL_WORKERS_ACCOUNT_CODE_H

#include "proto/runtime/decide.h"
#include "workers/rules/mobile_code.h"

/* account_code_mobile: the reserved mobile, once it counts (seven days). Errors: E_CASE_STATE
 * no_firm_mobile. */
verdict account_code_mobile(const context *ctx, view *rows, const char *person_no,
                            const char **mobile) MUST_CHECK;

/* account_code_bound: what a code is bound to: this person and this account, as stored. NULL
 * without memory. */
const char *account_code_bound(view *rows, const char *person_no, const char *account);

#endif
