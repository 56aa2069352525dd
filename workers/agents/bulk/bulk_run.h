/* bulk_run: one run of bulk approval: sends a command for each of its cases, in the name of the
 * reviewer who started it, and has recorded what became of them. Nothing is kept here: after a stop
 * the run is read again, and what was sent has the same id (agent_id). */
#ifndef HALL_AGENTS_BULK_RUN_H
#define HALL_AGENTS_BULK_RUN_H

#include "broker/bus.h"
#include "review/bulk.pb-c.h"

typedef struct bulk_run bulk_run;

/* bulk_run_open: bus borrowed; `line` is read and not kept. window: commands open at once. */
bulk_run *bulk_run_open(bus *b, const Review__BulkLine *line, uint32_t window);

/* bulk_run_turn: sends, records and repeats what is due. bulk_run_done: nothing is left of it. */
void bulk_run_turn(bulk_run *run);
bool bulk_run_done(const bulk_run *run);
const char *bulk_run_no(const bulk_run *run);
void bulk_run_close(bulk_run *run);

#endif
