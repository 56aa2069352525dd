/* bulk: what the commands on a run of bulk approvals share: which case may be in one, what a case
 * must be for it (opened by the reviewer, or equal by rule to one that he opened), and how a run is
 * shown. Source: docs/rules 6.10. */
#ifndef HALL_WORKERS_REVIEW_BULK_H
#define HALL_WORKERS_REVIEW_BULK_H

#include "gen/review/bulk.h"
#include "gen/review/rows.h"
#include "proto/runtime/decide.h"

/* One case that a reviewer chose, or that stands in his run. */
typedef struct bulk_chosen {
    const char *method, *case_no;
    int64_t submission; /* that he looked at */
} bulk_chosen;

/* bulk_case: the case, when it may be approved in bulk by the actor at all: all that ApproveCase
 * asks, and nothing that is judged one by one. A case of another office is E_NOT_FOUND, as one that
 * does not exist. Errors besides: those of case_to_review, E_CASE_CLAIMED, E_VERSION, E_BULK. */
verdict bulk_case(const context *ctx, view *rows, const bulk_chosen *chosen,
                  const Case **out) MUST_CHECK;

/* bulk_business: the business, when its contract lets its cases be approved in bulk; NULL. */
const command_type *bulk_business(const char *method);

/* bulk_is_opened: the actor looked at this very submission. Asks for the history of the case. */
bool bulk_is_opened(const context *ctx, view *rows, const Case *file);

/* bulk_is_alike: both are first submissions of the unit's own operators, of one business and unit,
 * came without a warning, wait for the same reasons, and agree in what the business says. `input`
 * is what each keeps (kept_filing_open). */
typedef struct bulk_kept {
    const Case *file;
    const ProtobufCMessage *input;
} bulk_kept;
bool bulk_is_alike(view *rows, const bulk_kept *one, const bulk_kept *other);

/* bulk_line: a run as an answer shows it; texts borrowed. The counts add up to n_cases.
 * bulk_tell: why a case was refused, in both languages. */
BulkLine bulk_line(const BulkRun *run);
void bulk_tell(BulkOutcome *item);

#endif
