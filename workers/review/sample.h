/* sample: what the commands on samples share: publishing days, and who may not review. The draw
 * itself is workers/rules/sample.h. */
#ifndef HALL_WORKERS_REVIEW_SAMPLE_H
#define HALL_WORKERS_REVIEW_SAMPLE_H

#include "gen/review/rows.h"

enum { SAMPLE_DAYS_AHEAD = 7, SAMPLE_NO_SIZE = 9 };

/* sample_publish: the hashes of the seeds, and the shares, of the days from `first` days ahead to a
 * week ahead that have none yet. `published` has room for SAMPLE_DAYS_AHEAD + 1 numbers, of which
 * `*n` are written; they live in the arena of `rows`. Errors: E_PARAM_MISSING: from some day on no
 * share of the sample holds; the days before are published. */
status sample_publish(const context *ctx, view *rows, int first, char *published[], size_t *n,
                      changes *out) MUST_CHECK;

/* sample_to_answer: the drawn case in this state, which the actor may review: not about the
 * person behind the actor's account, and not filed, claimed or decided by that person under any
 * account. Errors: E_NOT_FOUND,
 * E_CASE_STATE, E_MAKER_CHECKER. */
verdict sample_to_answer(const context *ctx, view *rows, const char *case_no,
                         Review__SampleState state, const Sample **out) MUST_CHECK;

/* sample_reply: the reply of an act on a sample. */
void sample_reply(const char *case_no, Review__SampleState state, changes *out);

#endif
