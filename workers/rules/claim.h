/* claim: who stands where to a case. A reviewer holds it for 30 minutes, and only while the login
 * lives under which it was claimed, so that logging out or being revoked frees it (A4), nor while
 * he is on leave; the other side is the filer's (A5). Shared by review, query and the wrapper. */
#ifndef HALL_RULES_CLAIM_H
#define HALL_RULES_CLAIM_H

#include "gen/review/rows.h"

#define CLAIM_US INT64_C(1800000000)

/* claim_lives: somebody holds the case at `now_us`. */
bool claim_lives(view *rows, const Case *file, int64_t now_us);

/* claim_is_own: the actor of `ctx` holds it, by whichever of the actor's logins claimed it. */
bool claim_is_own(const context *ctx, view *rows, const Case *file);

/* claim_is_filers: the actor is the filer, or an operator of the unit whose operator filed it.
 * Nobody else touches what a case holds: who could, would check his own work. */
bool claim_is_filers(const actor *who, const Case *file);

#endif
