/* deadline: by when a filing has to be decided: so many working days after its receipt, by the
 * working days that the hall knows. Source: 社会保险经办条例 art. 10; docs/rules 6.8. */
#ifndef HALL_RULES_DEADLINE_H
#define HALL_RULES_DEADLINE_H

#include "proto/runtime/decide.h"

/* deadline_us: the end of the last of ctx->review_days working days after `received_at_us`; 0 where
 * the working days of that time are not known, or while rows are not loaded. */
int64_t deadline_us(const context *ctx, view *rows, int64_t received_at_us);

/* deadline_after: the same for so many working days. */
int64_t deadline_after(view *rows, int64_t received_at_us, int32_t days);

#endif
