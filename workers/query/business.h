/* business: an entry of the catalogue, from the contract and from what the centre says beside it.
 */
#ifndef HALL_WORKERS_QUERY_BUSINESS_H
#define HALL_WORKERS_QUERY_BUSINESS_H

#include "gen/query/list_businesses.h"
#include "gen/query/rows.h"
#include "proto/runtime/kind.h"

/* business_listed: whether a command is an entry of the catalogue: it has a business code. */
bool business_listed(const command_type *command);

/* business_is_for: whether it is shown to somebody of role `asker`: what only offices do is shown
 * to offices. With `role` (not ROLE_NONE) only what that role may file. */
bool business_is_for(const command_type *command, Kernel__Role asker, Kernel__Role role);

/* What an entry is made of: the command, the kind that the contract describes, what the centre
 * says. Each may be NULL, not all. */
typedef struct business_entry {
    const command_type *command;
    const business_kind *kind;
    const Business *row;
} business_entry;

/* business_entry_of: of that method, or of the code of a kind that no command bears. */
business_entry business_entry_of(const char *method, const Business *row);

/* business_show: as it is at the time of `ctx`; a text of the centre goes before the contract's.
 * Fields and entry point live in `a`. Errors: E_ARENA. */
status business_show(const business_entry *entry, const context *ctx, arena *a,
                     Query__BusinessShown *out) MUST_CHECK;

#endif
