/* whole: a list asked for as a file. One that leaves looks is all in one answer, with one entry;
 * what has more rows than a file may have is refused. Source: docs/rules 8.12. */
#ifndef HALL_WORKERS_WHOLE_H
#define HALL_WORKERS_WHOLE_H

#include "workers/engine/job.h"

enum { WHOLE_ROWS_MAX = 10000 };

/* whole_ask: before the decision: of a whole list all rows are asked for, and one more.
 * result  E_FORM whole: it lists nothing. */
verdict whole_ask(job *j) MUST_CHECK;

/* whole_settle: after it: E_LIST_ROWS when there are more than `rows_max`. */
verdict whole_settle(const job *j, int64_t rows_max) MUST_CHECK;

/* whole_filter: how the list is narrowed: "state=2 of_unit=10000001", personal texts as "*"; in
 * `a`, NULL without memory. */
const char *whole_filter(const job *j, arena *a);

/* whole_rows: how many rows the reply lists. */
int64_t whole_rows(const job *j);

#endif
