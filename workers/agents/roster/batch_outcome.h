/* batch_outcome: what became of the rows of one roster: which are recorded, which wait to be
 * recorded, and what is to be said of them in the result workbook. A bit per row, a few bytes per
 * row of which there is something to say. Not durable: the roster's rows in the database are. */
#ifndef HALL_BATCH_BATCH_OUTCOME_H
#define HALL_BATCH_BATCH_OUTCOME_H

#include "proto/runtime/verdict.h"
#include "roster/record_rows.pb-c.h"

/* A failed row's faults, at least one, or a taken row's warnings; names are kept with the list. */
typedef struct outcome {
    int64_t row_no, other_row;
    bool failed;
    uint32_t n;
    verdict *said;
} outcome;

typedef struct outcome_list outcome_list;

outcome_list *outcome_list_open(void);
void outcome_list_close(outcome_list *list);

/* outcome_list_add: a result that is not recorded yet, and what its cells at fault show, "" for
 * nothing; both are copied.
 * outcome_list_recorded: one the database has. */
void outcome_list_add(outcome_list *list, const Roster__RowResult *row, const char *cells);
void outcome_list_recorded(outcome_list *list, const Roster__RowResult *row);

/* outcome_list_has: the row has a result, recorded or not. */
bool outcome_list_has(const outcome_list *list, int64_t row_no);

/* outcome_list_waiting: results not recorded yet. outcome_list_take lends up to n of them, oldest
 * first, fewer when there is much to say of them; outcome_list_settle: those lent are recorded now.
 * Lent rows are valid until settled. */
size_t outcome_list_waiting(const outcome_list *list);
size_t outcome_list_take(outcome_list *list, Roster__RowResult **out, size_t n);

/* outcome_list_cells: what the cells of the i-th row lent show. */
const char *outcome_list_cells(const outcome_list *list, size_t i);
void outcome_list_settle(outcome_list *list);

/* outcome_list_of: what is to be said of a row, NULL for nothing. outcome_list_n: of how many. */
const outcome *outcome_list_of(outcome_list *list, int64_t row_no);
size_t outcome_list_n(const outcome_list *list);

#endif
