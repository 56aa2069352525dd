/* decide_job: brings one job as far as the rows in the view allow: gates, handler, wrapper,
 * sealing, folding into the view. Between database and pure code: seals (random), asks the vault
 * for keys, but sends no statement. */
#ifndef HALL_WORKERS_DECIDE_JOB_H
#define HALL_WORKERS_DECIDE_JOB_H

#include "workers/engine/job.h"

/* job_start: unpacks and checks the command; JOB_DECIDED at once when it is refused for its form.
 */
void job_start(job *j, const bus_work *work, const house *h, arena *a);

/* job_decide: one run. Stays JOB_WAITING when something is not loaded yet, or when `may_apply` is
 * false (an earlier job of the same shard waits); what it needs is noted in the view and the vault.
 */
void job_decide(job *j, view *rows, const house *h, bool may_apply);

/* job_fold_look: a query is decided on a snapshot, which is not written to. This seals its events
 * and has their effects on the rows of a transaction, none of them on an error.
 * errors  E_NOT_READY a row or key is not loaded yet, it is noted; E_TOO_LARGE; as apply(). */
status job_fold_look(job *j, view *rows, const house *h) MUST_CHECK;

/* job_answer: the answer of a decided job, in the arena; NULL when there is no room for all of it.
 */
Bus__Answer *job_answer(const job *j, arena *a);

/* job_stores: whether the job has anything to commit. */
bool job_stores(const job *j);

#endif
