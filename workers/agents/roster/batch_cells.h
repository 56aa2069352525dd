/* batch_cells: what stands in the cells of a row, as its filer is shown it beside what is wrong
 * with them: masked by the contract, and cut. */
#ifndef HALL_BATCH_BATCH_CELLS_H
#define HALL_BATCH_BATCH_CELLS_H

#include "workers/agents/roster/batch_row.h"

/* batch_cells: all cells of a row that are not empty, a line each: field, tab, text. A number in a
 * column of no personal kind that is long enough for one of a person is masked as such: columns are
 * shifted easily. NULL without memory.
 * batch_cells_of: the lines of the fields at fault, "" for none; in the arena. */
const char *batch_cells(const batch_sheet *sheet, const cell_row *row, arena *a);
const char *batch_cells_of(const char *cells, const faults *all, arena *a);

#endif
