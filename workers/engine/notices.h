/* notices: attempts that leave a trace and may become too many: reaching for what is not one's own,
 * and asking about strangers by dry runs and refusals. Each is counted before its answer leaves;
 * the counts of a minute become one entry an account. */
#ifndef HALL_WORKERS_NOTICES_H
#define HALL_WORKERS_NOTICES_H

#include "workers/engine/runner_internal.h"

/* notices_count: counts what the jobs have to notice, committed at once. A probe beyond the limit
 * is refused instead of answered (E_TOO_OFTEN). When it cannot be counted nothing may be answered.
 */
status notices_count(runner *r, const jobs *all) MUST_CHECK;

/* notices_settle: from time to time the counts of a past minute become entries. */
void notices_settle(runner *r);

#endif
