/* close: the month-close calendar: in which month an act takes effect, and whether that month is
 * then charged. The test is on the time of approval; equal to closes_us counts as closed. Source:
 * docs/rules 4.1 to 4.3. */
#ifndef HALL_RULES_CLOSE_H
#define HALL_RULES_CLOSE_H

#include "proto/runtime/status.h"

/* What happens to an act after the cut-off: it waits for the next month, or it is refused. */
typedef enum close_late { CLOSE_LATE_NEXT, CLOSE_LATE_REFUSE } close_late;

/* One row of the calendar: opens_us <= t < closes_us belongs to period. Microseconds UTC. */
typedef struct close_row {
    int32_t period; /* YYYYMM */
    int64_t opens_us, closes_us;
    close_late late;
} close_row;

/* close_default: 1st 00:00 to 25th 17:00 Beijing time, acts afterwards go to the next month. */
close_row close_default(int32_t period);

/* close_month: of the rows of the month before, this month and the next (NULL where there is none)
 * the one that a moment of this month belongs to: the earliest whose window is open, else this
 * month's, NULL without one. A window may reach over the ends of its month. Source: docs/rules 4.1.
 */
const close_row *close_month(const close_row *const row[3], int64_t at_us);

/* close_effective: the month in which an act approved at approved_us takes effect; row is the open
 * month's. OK: row->period. W_NEXT_PERIOD with the month after in out. Errors: E_PERIOD_FUTURE
 * before opens_us, E_PERIOD_CLOSED after the cut-off with CLOSE_LATE_REFUSE; out unwritten then. */
status close_effective(const close_row *row, int64_t approved_us, int32_t *out) MUST_CHECK;

/* close_pending: the month of a case that was filed in time and waited; never refused: the row's up
 * to the cut-off, also before it opens, and the next one from then on. Source: docs/rules 4.5. */
int32_t close_pending(const close_row *row, int64_t approved_us);

/* Acts that begin or end an enrolment. */
typedef enum close_act { CLOSE_ENROL, CLOSE_RESUME, CLOSE_SUSPEND, CLOSE_TERMINATE } close_act;

/* close_charged: whether month `period` is charged when `act` took effect in it: beginning charges
 * it, ending does not. */
bool close_charged(close_act act);

/* close_check_month: a month that a filer names, against the open one. Errors: E_PERIOD (no month),
 * E_PERIOD_FUTURE (later), E_BACKDATED (earlier). */
status close_check_month(int32_t period, int32_t open_period) MUST_CHECK;

#endif
