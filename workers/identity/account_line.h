/* account_line: an account as the level above sees it. */
#ifndef HALL_IDENTITY_ACCOUNT_LINE_H
#define HALL_IDENTITY_ACCOUNT_LINE_H

#include "gen/identity/list_accounts.h"
#include "gen/identity/rows.h"

/* account_line: texts are borrowed from the row. */
AccountShown account_line(const Account *row);

/* account_key: the accounts of a role in a district, "" for the city, that are in this state; those
 * of ACCOUNT_OPEN and ACCOUNT_ANY: all. account_is: whether this one is. */
row_key account_key(Kernel__Role role, const char *district, Identity__AccountState state);
bool account_is(const Account *row, Identity__AccountState state);

/* account_sees_all: the administrator of security looks at all accounts and changes none. */
bool account_sees_all(const context *ctx);

#endif
