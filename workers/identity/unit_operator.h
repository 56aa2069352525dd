/* unit_operator: for which units an operator files, and the end of it. Source: docs/rules 2.10. */
#ifndef HALL_IDENTITY_UNIT_OPERATOR_H
#define HALL_IDENTITY_UNIT_OPERATOR_H

#include "gen/identity/rows.h"
#include "proto/runtime/decide.h"

/* unit_operator_end_grant: the grant ends, and with it the sessions and keys for that unit, unless
 * the account is that unit's own; never the account. unit_operator_leaves: an account whose own
 * unit it is is disabled; else its grant ends. How many sessions. */
uint32_t unit_operator_end_grant(const context *ctx, view *rows, const Account *account,
                                 const char *unit_no, const char *reason, changes *out);

uint32_t unit_operator_leaves(const context *ctx, view *rows, const Account *account,
                              const char *unit_no, const char *reason, changes *out);

#endif
