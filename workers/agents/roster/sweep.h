/* sweep: takes stored files away that nobody waits for any more: uploads that were never handed in
 * as a roster, and result workbooks, KEEP days after they were written. What was handed in stays:
 * it is what the unit filed. Beside the rosters of hall-roster, one question to the bus at a time.
 */
#ifndef HALL_AGENTS_ROSTER_SWEEP_H
#define HALL_AGENTS_ROSTER_SWEEP_H

#include "broker/bus.h"
#include "store/files/files.h"

typedef struct sweep sweep;

/* sweep_open: bus and store are borrowed. every_s: from the end of one sweep to the next. */
sweep *sweep_open(bus *b, files *store, int64_t keep_days, int64_t every_s);
void sweep_turn(sweep *s);
void sweep_close(sweep *s);

#endif
