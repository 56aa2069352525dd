/* business: an entry of the catalogue, from the contract and from what the centre says beside it.
 */
#ifndef HALL_WORKERS_QUERY_BUSINESS_H
#define HALL_WORKERS_QUERY_BUSINESS_H

#include "gen/query/list_businesses.h"
#include "gen/query/rows.h"

/* business_listed: whether a command is an entry of the catalogue: it has a business code. */
bool business_listed(const command_type *command);

/* business_is_for: whether it is shown to somebody of role `asker`: what only offices do is shown
 * to offices. With `role` (not ROLE_NONE) only what that role may file. */
bool business_is_for(const command_type *command, Kernel__Role asker, Kernel__Role role);

/* business_show: as it is at `at_us`; either may be NULL, not both; a text of the centre goes
 * before the contract's. Fields and entry point live in `a`. Errors: E_ARENA. */
status business_show(const command_type *command, const Business *row, int64_t at_us, arena *a,
                     Query__BusinessShown *out) MUST_CHECK;

#endif
