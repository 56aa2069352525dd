/* case: what the commands on a case share: finding it, who may act on it, the reply. The wrapper
 * around the kept command is workers/engine/wrapper.h; which district a reviewer sees is the
 * gates'. */
#ifndef HALL_WORKERS_REVIEW_CASE_H
#define HALL_WORKERS_REVIEW_CASE_H

#include "gen/review/reviewer.h"
#include "gen/review/rows.h"
#include "workers/rules/claim.h"
#include "workers/rules/draft.h"

/* case_waiting: a case that waits for review. Errors: E_NOT_FOUND, also for a draft; E_CASE_STATE.
 * case_reviewable_by: whether this account may decide it: it neither filed nor approved it before,
 * nor is it about its holder, under whichever account. Errors: E_MAKER_CHECKER.
 * case_to_review: the case of a reviewer's command: both, and not moved up beyond him. */
verdict case_waiting(view *rows, const char *case_no, const Case **out) MUST_CHECK;
verdict case_reviewable_by(view *rows, const Case *file, const char *account_no) MUST_CHECK;
verdict case_to_review(const context *ctx, view *rows, const char *case_no,
                       const Case **out) MUST_CHECK;

/* case_claimed: as case_to_review, and claimed by the reviewer. Errors besides: E_CASE_CLAIMED by
 * another, E_CASE_NOT_CLAIMED. */
verdict case_claimed(const context *ctx, view *rows, const char *case_no,
                     const Case **out) MUST_CHECK;

/* case_of_filer: a case of the filer's side: the filer, or any operator of the unit that filed it.
 * Errors: E_NOT_FOUND, E_FORBIDDEN. */
verdict case_of_filer(const context *ctx, view *rows, const char *case_no,
                      const Case **out) MUST_CHECK;

/* case_overseers: who is told when a term ends: the open administrators of the case's district;
 * where there is none, and of the centre's cases, the open accounts of the centre.
 * case_is_moved_up: its term is over, so that it is the administrators' (A6); but where every
 * reviewer or several must approve, where one of them filed it, and where there is none, it stays
 * with all. */
enum { CASE_OVERSEERS_MAX = 20 };
size_t case_overseers(view *rows, const Case *file, const char *out[CASE_OVERSEERS_MAX]);
bool case_is_moved_up(view *rows, const Case *file);

/* case_by_many: several accounts must approve it. case_lacks_approval: somebody has to approve it
 * besides the one who does so now: as many as it says, or of all reviewers of its office those
 * whose account is open at this moment. Source: docs/cases.md. */
bool case_by_many(const Case *file);
bool case_lacks_approval(const context *ctx, view *rows, const Case *file);

/* case_reason: the text of a reason must say something. Errors: E_CASE_REASON. */
verdict case_reason(const char *reason) MUST_CHECK;

/* case_is_touched: the actor, under whichever account, filed, claimed or decided the case, or it is
 * about him: then he does not look into it once more. */
bool case_is_touched(const context *ctx, view *rows, const Case *file);

/* case_decided: notes what the reviewer decided, so that he finds it again. */
void case_decided(const context *ctx, const Case *file, Review__Decision decision, changes *out);

/* case_discard: a draft goes, with its reply. */
void case_discard(const Case *file, changes *out);

void case_reply(const Case *file, Review__CaseState state, changes *out);

#endif
