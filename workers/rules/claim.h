/* claim: whether a reviewer still holds a case: 30 minutes, and only while the login lives under
 * which it was claimed, so that logging out or being revoked frees it (A4). Shared by review and
 * query. */
#ifndef HALL_RULES_CLAIM_H
#define HALL_RULES_CLAIM_H

#include "gen/review.h"

#define CLAIM_US INT64_C(1800000000)

/* claim_lives: somebody holds the case at `now_us`. */
bool claim_lives(view *rows, const Case *file, int64_t now_us);

/* claim_is_own: the actor of `ctx` holds it, by whichever of the actor's logins claimed it. */
bool claim_is_own(const context *ctx, view *rows, const Case *file);

#endif
