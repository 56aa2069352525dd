/* batch_outcome: what became of the rows of one roster: which are recorded, which wait to be
 * recorded, and for failed ones why. A bit per row, a few bytes per failed row. Not durable: the
 * roster's rows in the database are. */
#ifndef HALL_BATCH_BATCH_OUTCOME_H
#define HALL_BATCH_BATCH_OUTCOME_H

#include "proto/runtime/status.h"
#include "roster/record_rows.pb-c.h"

typedef struct outcome {
    int64_t row_no;
    status code;
    char field[64], reason[32];
} outcome;

typedef struct outcome_list outcome_list;

outcome_list *outcome_list_open(void);
void outcome_list_close(outcome_list *list);

/* outcome_list_add: a result that is not recorded yet; its texts are copied, NULL counts as empty.
 * outcome_list_recorded: one the database has. */
void outcome_list_add(outcome_list *list, const Roster__RowResult *row);
void outcome_list_recorded(outcome_list *list, const Roster__RowResult *row);

/* outcome_list_has: the row has a result, recorded or not. */
bool outcome_list_has(const outcome_list *list, int64_t row_no);

/* outcome_list_waiting: results not recorded yet. outcome_list_take lends up to n of them, oldest
 * first; outcome_list_settle: those lent are recorded now. Lent rows are valid until settled. */
size_t outcome_list_waiting(const outcome_list *list);
size_t outcome_list_take(outcome_list *list, Roster__RowResult **out, size_t n);
void outcome_list_settle(outcome_list *list);

/* outcome_list_failed: why a row failed, NULL when it did not. */
const outcome *outcome_list_failed(const outcome_list *list, int64_t row_no);
size_t outcome_list_n_failed(const outcome_list *list);

#endif
