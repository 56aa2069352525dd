/* leave: records from when to when somebody is away, for himself or by his upper level. */
#ifndef HALL_WORKERS_REVIEW_LEAVE_H
#define HALL_WORKERS_REVIEW_LEAVE_H

#include "proto/runtime/decide.h"

/* leave_set: from the first day to the last one; both 0: he is back. The event and the reply.
 * Errors: E_DATE with the field. */
verdict leave_set(const context *ctx, const char *account_no, int32_t from_date, int32_t until_date,
                  changes *out) MUST_CHECK;

#endif
