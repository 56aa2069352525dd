/* reviewer: who of an office reviews now, and how much each has to do. An account that is locked,
 * disabled or asleep is not open; who is on leave is not counted on. Source: docs/cases.md. */
#ifndef HALL_RULES_REVIEWER_H
#define HALL_RULES_REVIEWER_H

#include "gen/identity/rows.h"
#include "gen/review/reviewer.h"
#include "gen/review/rows.h"
#include "proto/runtime/decide.h"

enum { REVIEWERS_MAX = 200 };

/* What is given to a reviewer waits so long for him, then it is everybody's again. */
#define OFFER_US INT64_C(7200000000)

/* reviewer_open: somebody may log in to it. reviewer_away: its holder is on leave at `now_us`.
 * reviewer_at_work: he is logged in. */
bool reviewer_open(const Account *account);
bool reviewer_away(view *rows, const char *account_no, int64_t now_us);
bool reviewer_at_work(view *rows, const char *account_no, int64_t now_us);

/* reviewer_offer_lives: the case was given to somebody who has not taken it yet. */
bool reviewer_offer_lives(view *rows, const Case *file, int64_t now_us);

/* reviewer_held, reviewer_offered: how many cases he holds, and how many more were given to him. */
int32_t reviewer_held(view *rows, const char *account_no, int64_t now_us);
int32_t reviewer_offered(view *rows, const char *account_no, int64_t now_us);

/* reviewers_of: the open accounts of a role in a district ("" for the city's), by number. Returns
 * how many of them are in `out`. */
size_t reviewers_of(view *rows, Kernel__Role role, const char *district_code,
                    const Account *out[REVIEWERS_MAX]);

#endif
